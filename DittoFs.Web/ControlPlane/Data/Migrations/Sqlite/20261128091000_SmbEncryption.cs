using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DittoFs.Web.ControlPlane.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SmbEncryption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "SmbEncryption",
                table: "Shares",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Offered");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SmbEncryption",
                table: "Shares");
        }
    }
}
