using System.Text;
using DittoFs.Storage;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>
/// Keeps the head of the audit log outside of the database, in the data directory: whoever can write the database alone can neither cut the log's end off nor
/// compute the whole chain anew without being found.
/// </summary>
internal sealed class AuditHeadFile(StorageOptions storage, ILogger<AuditHeadFile> log)
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "audit-head";

    private string FilePath => Path.Combine(storage.DataDirectory, FileName);

    /// <summary>The head that was written last; null when none was or the file is damaged.</summary>
    public AuditHead? Read()
    {
        try
        {
            return AuditHead.Parse(File.ReadAllText(FilePath).TrimEnd());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the head. What can't be written is logged: the entry itself is in the database, and the next one tries again.</summary>
    public void Write(AuditHead head)
    {
        try
        {
            DurableFile.Replace(FilePath, Encoding.ASCII.GetBytes(head + "\n"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.AuditHeadNotWritten(FilePath, exception.Message);
        }
    }
}
