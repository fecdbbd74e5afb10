using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DittoFs.Web.ControlPlane.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class NfsLocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "LockGraceSeconds",
                table: "Adapters",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "LockManager",
                table: "Adapters",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "PortmapPort",
                table: "Adapters",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "LockGraceSeconds",
                table: "Adapters");

            migrationBuilder.DropColumn(
                name: "LockManager",
                table: "Adapters");

            migrationBuilder.DropColumn(
                name: "PortmapPort",
                table: "Adapters");
        }
    }
}
