using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>The block of a provider whose keys nobody described.</summary>
public sealed class FreeKeysTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    public FreeKeysTests() => _text.Providers["own"] = typeof(IReadOnlyDictionary<string, object>);

    public void Dispose() => _text.Dispose();

    [Fact]
    public void Values_keep_the_types_of_YAML()
    {
        var keys = Keys("folder: cards, size: 25, strict: true, code: '007', list: [a, 2], block: { inner: x }, nothing: ~");

        keys.Keys.ShouldBe(["folder", "size", "strict", "code", "list", "block"]);
        ((JsonNode)keys["Size"]).GetValue<long>().ShouldBe(25);
        ((JsonNode)keys["strict"]).GetValue<bool>().ShouldBeTrue();
        ((JsonNode)keys["code"]).GetValue<string>().ShouldBe("007");
        ((JsonNode)keys["list"]).ToJsonString().ShouldBe("""["a",2]""");
        ((JsonNode)keys["block"]).ToJsonString().ShouldBe("""{"inner":"x"}""");
    }

    [Theory]
    [InlineData("token: hunter2hunter2", "token")]
    [InlineData("Admin_Password: hunter2hunter2", "Admin_Password")]
    [InlineData("api_token_file: pw", "api_token")]
    [InlineData("anything: { file: pw }", "anything")]
    public void What_is_given_like_a_secret_or_called_like_one_is_one(string setting, string key)
    {
        File.WriteAllText(Path.Combine(_text.Folder, "pw"), "hunter2hunter2\n");

        var configuration = Load(setting);

        Keys(configuration)[key].ShouldBeOfType<Secret>().Reveal().ShouldBe("hunter2hunter2");
        configuration.Redactor.Redact("it is hunter2hunter2").ShouldBe("it is ***");
        configuration.ToMaskedYaml().ShouldContain($"own: {{{key}: '***'}}");
    }

    [Fact]
    public void What_is_called_like_a_secret_deeper_down_is_not_shown_either()
    {
        var configuration = Load("proxies: [{ host: a, password: hunter2hunter2 }]");

        configuration.Redactor.Redact("it is hunter2hunter2").ShouldBe("it is ***");
        configuration.ToMaskedYaml().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("token: ''", "The secret is empty.")]
    [InlineData("token: a-token, TOKEN_file: pw", "'TOKEN' is given twice; upper and lower case do not count.")]
    public void What_is_wrong_is_told_with_its_place(string settings, string message)
    {
        File.WriteAllText(Path.Combine(_text.Folder, "pw"), "hunter2hunter2\n");
        var problem = _text.LoadWithProblem(Text(settings));
        problem.Message.ShouldBe(message);
        problem.Line.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Block_that_is_left_out_is_empty() =>
        ((IReadOnlyDictionary<string, object>)_text.LoadValid(Text(null)).Vendors[0].ProviderSettings!).ShouldBeEmpty();

    private IReadOnlyDictionary<string, object> Keys(string settings) => Keys(Load(settings));

    private SyncConfiguration Load(string settings) => _text.LoadValid(Text(settings));

    private static IReadOnlyDictionary<string, object> Keys(SyncConfiguration configuration) =>
        (IReadOnlyDictionary<string, object>)configuration.Vendors[0].ProviderSettings!;

    private static string Text(string? settings) => ConfigurationText.Valid(vendor: settings is null ? "" : $"own: {{ {settings} }}")
        .Replace("module: rest", "module: own", StringComparison.Ordinal);
}
