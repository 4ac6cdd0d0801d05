using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.ProviderKit;

// The example of a script, whose CSV files are seeded and read here. Compiled by ScriptContract.Tests.ps1, as PowerShell is only there.
public sealed class KeycardsVendorUnderTest : IVendorUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-contract-").FullName;
    private readonly VendorProviderDescriptor _provider;

    private KeycardsVendorUnderTest(VendorProviderDescriptor provider)
    {
        _provider = provider;
        File.WriteAllText(Cards, "\"Id\",\"Login\",\"Mail\",\"FirstName\",\"LastName\",\"Active\"\n");
        File.WriteAllText(Doors, "\"Id\",\"Name\"\n");
        File.WriteAllText(Access, "\"Door\",\"Card\"\n");
    }

    public VendorSettings Settings => new()
    {
        Name = "Kit vendor",
        Module = "keycards",
        Groups = [],
        ProviderSettings = new OrderedDictionary<string, object>(StringComparer.OrdinalIgnoreCase)
        {
            ["folder"] = System.Text.Json.Nodes.JsonValue.Create(_folder),
        },
    };

    private string Cards => Path.Combine(_folder, "cards.csv");

    private string Doors => Path.Combine(_folder, "doors.csv");

    private string Access => Path.Combine(_folder, "access.csv");

    /// <summary>Runs every behaviour.</summary>
    /// <returns>What became of each: its name and the outcome.</returns>
    public static async Task<IReadOnlyList<ContractResult>> RunAllAsync(VendorProviderDescriptor provider)
    {
        var results = new List<ContractResult>();
        await foreach (var result in ProviderContract.RunAllAsync(_ => Task.FromResult<IVendorUnderTest>(new KeycardsVendorUnderTest(provider))))
            results.Add(result);
        return results;
    }

    public IVendorProvider CreateProvider(VendorContext context) => _provider.Create(context);

    public Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken)
    {
        var next = Rows(Cards).Count();
        var ids = users.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"C{next + index + 1}")).ToList();
        File.AppendAllLines(Cards, users.Zip(ids, (user, id) => Line(
            id, user.UserName, user.Email, user.FirstName, user.LastName, user.Enabled == false ? "False" : "True")));
        return Task.FromResult<IReadOnlyList<string>>(ids);
    }

    public Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"D{Rows(Doors).Count() + 1}");
        File.AppendAllLines(Doors, [Line(id, group)]);
        File.AppendAllLines(Access, userIds.Select(user => Line(id, user)));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<GroupMember>>(
        Rows(Cards).Select(row => new GroupMember
        {
            Id = row[0], UserName = Text(row[1]), Email = Text(row[2]), FirstName = Text(row[3]), LastName = Text(row[4]), Enabled = row[5] == "True",
        }).ToList());

    public Task<IReadOnlyList<string>> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        var door = Rows(Doors).FirstOrDefault(row => row[1] == group);
        return Task.FromResult<IReadOnlyList<string>>(
            door is null ? null : Rows(Access).Where(row => row[0] == door[0]).Select(row => row[1]).ToList());
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Text(string value) => value.Length == 0 ? null : value;

    private static string Line(params string[] values) =>
        string.Join(',', values.Select(value => $"\"{value?.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    // Every value is in quotes but one that is nothing, and none of the behaviours has a line break in one.
    private static IEnumerable<string[]> Rows(string path) => File.ReadLines(path).Skip(1).Where(line => line.Length > 0)
        .Select(line => Regex.Matches(line, "(?:^|,)(?:\"((?:[^\"]|\"\")*)\")?").Select(Value).ToArray());

    private static string Value(Match match) => match.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal);
}
