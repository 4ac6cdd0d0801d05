using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Csv;

namespace LdapVendorSync.Core.Tests.Sources.Csv;

/// <summary>CSV files for the time of a test.</summary>
internal sealed class CsvFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-csv-").FullName;

    public CsvFolder(string people, string? memberships = null, string? groups = null)
    {
        Write("people.csv", Encoding.UTF8.GetBytes(people));
        Settings = new CsvSourceSettings
        {
            Name = "hr",
            File = PathOf("people.csv"),
            GroupsColumn = memberships is null && people.Contains("groups", StringComparison.Ordinal) ? "groups" : null,
            MembershipsFile = Write("memberships.csv", memberships),
            GroupsFile = Write("groups.csv", groups),
        };
    }

    public CsvSourceSettings Settings { get; }

    public string PathOf(string name) => Path.Combine(_folder, name);

    public void Write(string name, byte[] content) => File.WriteAllBytes(PathOf(name), content);

    public CsvSource Open(Func<CsvSourceSettings, CsvSourceSettings>? change = null) => new(change is null ? Settings : change(Settings));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string? Write(string name, string? content)
    {
        if (content is null)
            return null;
        Write(name, Encoding.UTF8.GetBytes(content));
        return PathOf(name);
    }
}
