using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DittoFs.Web.ControlPlane.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class KeptSharesAndOwnerQuotas : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Shares_NormalizedName",
                table: "Shares");

            migrationBuilder.AddColumn<DateTime>(
                name: "DeletedAt",
                table: "Shares",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "KeepUntil",
                table: "Shares",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OwnerQuotaBytes",
                table: "Shares",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OwnerQuotaNodes",
                table: "Shares",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ShareOwnerQuotas",
                columns: table => new
                {
                    ShareId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Uid = table.Column<long>(type: "INTEGER", nullable: false),
                    QuotaBytes = table.Column<long>(type: "INTEGER", nullable: true),
                    QuotaNodes = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ShareOwnerQuotas", x => new { x.ShareId, x.Uid });
                    table.ForeignKey(
                        name: "FK_ShareOwnerQuotas_Shares_ShareId",
                        column: x => x.ShareId,
                        principalTable: "Shares",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Shares_NormalizedName",
                table: "Shares",
                column: "NormalizedName",
                unique: true,
                filter: "\"DeletedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ShareOwnerQuotas");

            migrationBuilder.DropIndex(
                name: "IX_Shares_NormalizedName",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "KeepUntil",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "OwnerQuotaBytes",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "OwnerQuotaNodes",
                table: "Shares");

            migrationBuilder.CreateIndex(
                name: "IX_Shares_NormalizedName",
                table: "Shares",
                column: "NormalizedName",
                unique: true);
        }
    }
}
