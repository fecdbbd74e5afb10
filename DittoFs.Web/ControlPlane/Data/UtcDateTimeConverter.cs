using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>Keeps times as UTC: SQLite forgets the kind of a time, and PostgreSQL takes no other.</summary>
internal sealed class UtcDateTimeConverter() : ValueConverter<DateTime, DateTime>(
    time => time.ToUniversalTime(), time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
