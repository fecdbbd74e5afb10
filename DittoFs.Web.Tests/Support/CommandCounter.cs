using System.Diagnostics;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Support;

/// <summary>
/// Counts the commands that one server's control plane sends to its database, whoever sends them. It hears of those of all databases in this process, so it
/// counts those of its own alone.
/// </summary>
internal sealed class CommandCounter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string database;
    private readonly Lock gate = new();
    private readonly List<IDisposable> subscriptions = [];
    private readonly List<string> texts = [];

    /// <summary>Starts to count.</summary>
    public CommandCounter(DittoFsApplication application)
    {
        using (var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext())
        {
            database = Name(Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(context.Database));
        }

        var all = DiagnosticListener.AllListeners.Subscribe(this);
        lock (gate)
        {
            subscriptions.Add(all);
        }
    }

    /// <summary>The commands since this was called last.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (gate)
        {
            string[] taken = [.. texts];
            texts.Clear();
            return taken;
        }
    }

    /// <inheritdoc/>
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory)
        {
            var subscription = value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name);
            lock (gate)
            {
                subscriptions.Add(subscription);
            }
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData command && Name(command.Connection) == database)
        {
            lock (gate)
            {
                texts.Add(command.Command.CommandText);
            }
        }
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            subscriptions.ForEach(subscription => subscription.Dispose());
        }
    }

    private static string DbLoggerCategory => Microsoft.EntityFrameworkCore.DbLoggerCategory.Name;

    private static string Name(System.Data.Common.DbConnection connection) => $"{connection.DataSource} {connection.Database}";
}
