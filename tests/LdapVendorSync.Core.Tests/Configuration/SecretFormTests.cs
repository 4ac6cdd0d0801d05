using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class SecretFormTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Theory]
    [InlineData("bind_password_file: pw")]
    [InlineData("bind_password: {file: pw}")]
    public void A_secret_comes_from_a_mounted_file(string setting)
    {
        File.WriteAllText(Path.Combine(_text.Folder, "pw"), " from file \r\n");

        Password(setting).Reveal().ShouldBe(" from file ");
    }

    [SkippableFact]
    public async Task A_secret_comes_from_a_command_when_it_is_needed()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no /bin/sh on Windows.");
        var marker = Path.Combine(_text.Folder, "ran");
        var configuration = Load($"bind_password: {{command: [/bin/sh, -c, \"touch {marker}; echo from command\"]}}");
        File.Exists(marker).ShouldBeFalse();

        (await ((LdapSourceSettings)configuration.Sources[0]).BindPassword!.RevealAsync(CancellationToken.None)).ShouldBe("from command");

        configuration.Redactor.Redact("it is from command.").ShouldBe("it is ***.");
    }

    [Fact]
    public async Task A_secret_comes_from_a_vault()
    {
        _text.Vault = (name, _) => Task.FromResult($"secret of {name}");

        (await Password("bind_password: {secret: Vault/Ldap}").RevealAsync(CancellationToken.None)).ShouldBe("secret of Vault/Ldap");
    }

    [Theory]
    [InlineData("bind_password: {secret: Vault/Ldap}", "Vaults of SecretManagement are read by the PowerShell module only.")]
    [InlineData("bind_password: {command: echo}", "The program and its arguments are expected as a list.")]
    [InlineData("bind_password: {command: []}", "The program and its arguments are expected as a list.")]
    [InlineData("bind_password: {comand: [echo]}", "This is not a way to give a secret.")]
    [InlineData("bind_password: {file: a, command: [b]}", "A secret cannot be read from this.")]
    [InlineData("bind_password: [a]", "A secret cannot be read from this.")]
    [InlineData("bind_password: ''", "The secret is empty.")]
    [InlineData("bind_password: a\nbind_password_file: b", "The secret is given twice: as bind_password and as a file.")]
    [InlineData("bind_password: {file: }", "The path of the file that holds the secret is expected.")]
    public void A_wrong_form_is_told(string setting, string message)
    {
        var problems = _text.Load(ConfigurationText.Valid(source: "bind_dn: cn=x\n" + setting)).Problems;

        problems.ShouldContain(problem => problem.Message == message);
        problems.ShouldAllBe(problem => problem.Key == "ldap.bind_password" || problem.Key.StartsWith("ldap.bind_password"));
    }

    [Theory]
    [InlineData("empty", "it is empty")]
    [InlineData("nowhere", "cannot be read")]
    [InlineData(".", "cannot be read")]
    public void A_secret_file_that_cannot_be_used_is_named(string name, string reason)
    {
        File.WriteAllText(Path.Combine(_text.Folder, "empty"), "\n");

        _text.Load(ConfigurationText.Valid(source: $"bind_dn: cn=x\nbind_password_file: {name}")).Problems
            .ShouldContain(problem => problem.Message.Contains(reason) && problem.Line == 4);
    }

    [Fact]
    public void Every_secret_is_known_to_the_redactor()
    {
        var configuration = _text.LoadValid(ConfigurationText.Valid(
            vendor: "auth: {method: basic, username: sync, password: canary-password}",
            source: "bind_dn: cn=x\nbind_password: canary-bind"));

        configuration.Redactor.Redact("canary-password canary-bind").ShouldBe("*** ***");
    }

    public void Dispose() => _text.Dispose();

    private SyncConfiguration Load(string setting) => _text.LoadValid(ConfigurationText.Valid(source: "bind_dn: cn=x\n" + setting));

    private Secret Password(string setting) => ((LdapSourceSettings)Load(setting).Sources[0]).BindPassword!;
}
