namespace DittoFs.Client.Problems;

/// <summary>No DittoFs server answered: nothing listens, the network is in the way, or something else answered.</summary>
public sealed class NoServerException(string message, Exception? innerException = null) : Exception(message, innerException);
