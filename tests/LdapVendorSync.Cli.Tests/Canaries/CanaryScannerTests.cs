using System.Text;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Cli.Tests.Canaries;

/// <summary>The test of the test: a scanner that finds nothing proves nothing.</summary>
public sealed class CanaryScannerTests : IDisposable
{
    private const string Secret = "Kq7/planted+\"Zw&9<é";

    private readonly CanaryScanner _scanner = new(new Dictionary<string, string> { ["it"] = Secret });
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-canary-").FullName;

    public static TheoryData<string> Forms => new(
        Secret,
        Secret.ToUpperInvariant(),
        "x" + Secret[4..^4] + "x",
        Uri.EscapeDataString(Secret),
        Uri.EscapeDataString(Secret).ToLowerInvariant(),
        System.Text.Json.JsonSerializer.Serialize(Secret),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("a:" + Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("ab:" + Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("abc:" + Secret + "/tail")),
        System.Security.SecurityElement.Escape(Secret)!);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Planted_secret_is_found_in_every_form(string form)
    {
        File.WriteAllText(Path.Combine(_folder, "some.log"), $"before {form} after");

        _scanner.FindInFiles(_folder).ShouldNotBeEmpty();
    }

    [Fact]
    public void Planted_secret_is_found_in_a_database_that_is_still_open()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "some.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE t (x TEXT); INSERT INTO t VALUES ($x);";
        command.Parameters.AddWithValue("$x", $"error: {Secret}");
        command.ExecuteNonQuery();

        _scanner.FindInFiles(_folder).ShouldContain(finding => finding.EndsWith("some.db-wal", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_was_planted()
    {
        File.WriteAllText(Path.Combine(_folder, "some.log"), "Authorization: ***, password was refused, Kq7");

        _scanner.FindInFiles(_folder).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
