namespace DittoFs.Web.Api;

/// <summary>Parameters of a query that <see cref="ListParametersFilter"/> checks by their annotations.</summary>
internal interface IQueryParameters;
