namespace DittoFs.Web.Api.Contracts;

/// <summary>A sign-in over the API that can still be renewed.</summary>
/// <param name="Id">The same through all renewals.</param>
/// <param name="RenewedAt">When it was begun or last renewed.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
public sealed record SignInResponse(Guid Id, DateTime RenewedAt, DateTime ExpiresAt);

/// <summary>What the server is made of.</summary>
/// <param name="Version">The product's version.</param>
/// <param name="Runtime">The runtime that it runs on.</param>
/// <param name="OperatingSystem">The system below.</param>
/// <param name="UptimeSeconds">How long this process has run.</param>
/// <param name="Libraries">The libraries in it.</param>
public sealed record AboutResponse(string Version, string Runtime, string OperatingSystem, double UptimeSeconds, IReadOnlyList<LibraryResponse> Libraries);

/// <summary>A library.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="License">Its licence, as SPDX writes it.</param>
public sealed record LibraryResponse(string Name, string Version, string License);
