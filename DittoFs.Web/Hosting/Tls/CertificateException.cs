namespace DittoFs.Web.Hosting.Tls;

/// <summary>A certificate can't be used. The message names the file and says why, in words for the administrator.</summary>
internal sealed class CertificateException(string message, Exception? innerException = null) : Exception(message, innerException);
