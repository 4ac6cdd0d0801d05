using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Ldif;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>An LDIF file for the time of a test.</summary>
internal sealed class LdifFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-ldif-").FullName;

    public LdifFile(string content)
        : this(Encoding.UTF8.GetBytes(content))
    {
    }

    public LdifFile(byte[] content)
    {
        File = Path.Combine(_folder, "directory.ldif");
        System.IO.File.WriteAllBytes(File, content);
    }

    public string File { get; }

    public LdifSource Open(Func<LdifSourceSettings, LdifSourceSettings>? change = null)
    {
        var settings = new LdifSourceSettings { Name = "file", File = File };
        return new LdifSource(change is null ? settings : change(settings));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
