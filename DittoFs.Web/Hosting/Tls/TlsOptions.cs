namespace DittoFs.Web.Hosting.Tls;

/// <summary>Where the administration port speaks HTTPS.</summary>
internal enum TlsMode
{
    /// <summary>Nowhere.</summary>
    Off,

    /// <summary>Everywhere when a certificate is configured; else on all addresses but those of loopback, with a certificate that the server makes itself.</summary>
    Auto,

    /// <summary>Everywhere.</summary>
    Required,
}

/// <summary>Settings of HTTPS on the administration port.</summary>
internal sealed class TlsOptions
{
    /// <summary>Where it is spoken.</summary>
    public TlsMode Mode { get; set; } = TlsMode.Auto;

    /// <summary>Absolute path of the certificate: PEM with the chain behind it, or PKCS #12 (<c>.pfx</c>, <c>.p12</c>). Empty: the server makes one.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>Absolute path of the key, PEM. Empty: it is in <see cref="CertificateFile"/>.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Absolute path of a file whose first line is the password of the key or of the PKCS #12 file. Empty: there is none.</summary>
    public string KeyPasswordFile { get; set; } = "";

    /// <summary>How long browsers that saw a configured certificate refuse plain HTTP; zero tells them nothing.</summary>
    public TimeSpan Hsts { get; set; } = TimeSpan.FromDays(30);
}
