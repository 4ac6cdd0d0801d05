using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Presets;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Vendors.Rest;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>A preset is a file that completes a vendor.</summary>
public sealed class PresetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-preset-").FullName;

    public static TheoryData<string> Presets => [.. PresetFiles.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Preset_that_comes_along_has_no_problem(string preset)
    {
        var result = RestYaml.Load(
            $"preset: {preset}\nbase_url: https://app.example.com\nauth: {{username: u, password: p-of-a-test, token: t-of-a-test, value: v-of-a-test}}");

        result.Problems.Where(problem => !problem.Message.Contains("does not use it", StringComparison.Ordinal)).ShouldBeEmpty();
        var vendor = result.GetConfiguration().Vendors.Single();
        vendor.Preset.ShouldBe(preset);
        vendor.Module.ShouldBe("rest");
        File.ReadAllText(Path.Combine(PresetFiles.Folder, $"{preset}.yaml")).ShouldContain("\ndescription: ");
    }

    [Fact]
    public void There_are_presets() => PresetFiles.Names.Count.ShouldBeGreaterThanOrEqualTo(3);

    [Fact]
    public void What_the_vendor_says_wins_key_by_key_and_bodies_as_a_whole()
    {
        WritePreset("""
            description: A desk.
            module: rest
            rate_limit: 3
            concurrency: 2
            match_on: [email]
            attributes: {email: mail, department: departmentNumber}
            rest:
              headers: {X-A: "1", X-B: "2"}
              paging: {style: cursor, size: 50}
              create_user: {path: /people, body: {person: "{fields}", source: directory}, id: person.id}
            """);

        var vendor = Load("""
            preset: presets/desk.yaml
            rate_limit: 5
            attributes: {department: ou}
            rest:
              headers: {X-B: "3"}
              paging: {size: 10}
              create_user: {body: {mine: "{fields}"}}
            """).GetConfiguration().Vendors.Single();

        (vendor.RateLimit, vendor.Concurrency).ShouldBe((5, 2));
        vendor.MatchOn.ShouldBe(["email"]);
        vendor.Attributes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["department=ou", "email=mail"]);
        vendor.Groups.Single().Attributes.Count.ShouldBe(2);
        var rest = (RestSettings)vendor.ProviderSettings!;
        rest.Headers.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["X-A=1", "X-B=3"]);
        (rest.Paging.Style, rest.Paging.Size).ShouldBe((PagingStyle.Cursor, 10));
        (rest.CreateUser!.Path, rest.CreateUser.Id).ShouldBe(("/people", "person.id"));
        rest.CreateUser.Body!.ToJsonString().ShouldBe("""{"mine":"{fields}"}""");
    }

    [Fact]
    public void Preset_comes_before_what_is_said_for_all_vendors()
    {
        WritePreset("module: rest\nconcurrency: 2\n");

        Load("preset: presets/desk.yaml", top: "concurrency: 16\nrate_limit: 7").GetConfiguration().Vendors.Single()
            .ShouldSatisfyAllConditions(vendor => vendor.Concurrency.ShouldBe(2), vendor => vendor.RateLimit.ShouldBe(7));
    }

    [Theory]
    [InlineData("rest:\n  paging: {style: cursr}", 2, 19, "rest.paging.style", "cursr")]
    [InlineData("rest:\n  pagging: {style: cursor}", 2, 3, "rest.pagging", "There is no key 'pagging' here.")]
    [InlineData("rest:\n  read_members: {path: \"/g/{grup}\"}", 2, 3, "rest.read_members", "'{grup}' stands for nothing")]
    [InlineData("name: x", 1, 1, "name", "'name' cannot be in a preset.")]
    [InlineData("rest: {", 1, 7, "", "not valid YAML")]
    public void Mistake_in_a_preset_is_told_with_its_own_file_and_line(string yaml, int line, int column, string key, string message)
    {
        WritePreset(yaml + "\nmodule: rest\n");

        var problem = Load("preset: presets/desk.yaml\nmodule: rest").Problems.First(found => found.File!.EndsWith("desk.yaml", StringComparison.Ordinal));

        (problem.Key, problem.Line).ShouldBe((key, line));
        problem.Message.ShouldContain(message);
        if (key.Length > 0)
            problem.Column.ShouldBe(column);
    }

    [Theory]
    [InlineData("mailman", "There is no preset 'mailman'.", "Did you mean 'mailman3'?")]
    [InlineData("zzzzzzzz", "There is no preset 'zzzzzzzz'.", "Known: gitlab, mailman3, mattermost")]
    [InlineData("./gone.yaml", "There is no file", "relative to the configuration file")]
    public void Unknown_preset_is_told_with_the_nearest(string preset, string message, string hint)
    {
        var problem = Load($"preset: {preset}\nmodule: rest").Problems.ShouldHaveSingleItem();

        problem.Key.ShouldBe("vendor_apps[0].preset");
        problem.Message.ShouldContain(message);
        problem.Hint!.ShouldContain(hint);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WritePreset(string yaml)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "presets"));
        File.WriteAllText(Path.Combine(_folder, "presets", "desk.yaml"), yaml);
    }

    private ConfigurationResult Load(string vendorKeys, string top = "") =>
        RestYaml.Load($"base_url: https://app.example.com\n{vendorKeys}", _folder, top);
}
