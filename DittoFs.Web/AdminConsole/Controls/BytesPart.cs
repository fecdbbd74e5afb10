namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>A part of a budget of bytes.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Tone">The colour: <c>first</c>, <c>second</c> or <c>third</c>.</param>
public sealed record BytesPart(string Name, long Bytes, string Tone);
