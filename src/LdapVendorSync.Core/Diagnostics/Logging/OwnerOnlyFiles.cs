using System.Text;
using LdapVendorSync.Core.Storage;
using Serilog.Sinks.File;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>Keeps log files from everybody but their owner: they name people and their access.</summary>
internal sealed class OwnerOnlyFiles : FileLifecycleHooks
{
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        PrivateFiles.Restrict(path);
        return base.OnFileOpened(path, underlyingStream, encoding);
    }
}
