namespace DittoFs.Web.ControlPlane;

/// <summary>The control plane can't be started; the message is for the administrator.</summary>
internal sealed class ControlPlaneStartException(string message, Exception innerException) : Exception(message, innerException);
