using Microsoft.Extensions.Options;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>
/// Hands out options that <see cref="SettingsLoader"/> has read, whether a service asks for <c>IOptions</c> or <c>IOptionsMonitor</c>. A feature's own
/// validators, which also guard it in other hosts, have their say too.
/// </summary>
internal sealed class LoadedOptions<T>(T value, IEnumerable<IValidateOptions<T>> validators) : IOptionsFactory<T>
    where T : class
{
    /// <inheritdoc/>
    public T Create(string name)
    {
        var failures = validators.Select(validator => validator.Validate(name, value)).Where(result => result.Failed).SelectMany(result => result.Failures!).ToList();
        return failures.Count == 0 ? value : throw new OptionsValidationException(name, typeof(T), failures);
    }
}
