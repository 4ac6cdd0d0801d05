using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Security;

public sealed class SecretCommandTests
{
    [SkippableTheory]
    [InlineData("echo secret", "secret")]
    [InlineData("printf 'first\\nsecond\\n'", "first")]
    [InlineData("printf 'windows\\r\\n'", "windows")]
    [InlineData("printf ' spaces stay '", " spaces stay ")]
    [InlineData("echo noise >&2; echo secret", "secret")]
    [InlineData("echo secret; head -c 1000000 /dev/zero", "secret")]
    [InlineData("cat; echo secret", "secret")]
    public async Task The_first_line_of_the_output_is_the_secret(string script, string expected) =>
        (await Shell(script).RunAsync(CancellationToken.None)).ShouldBe(expected);

    [SkippableTheory]
    [InlineData("echo canary; exit 3", "exit code 3")]
    [InlineData("echo canary >&2; exit 1", "exit code 1")]
    [InlineData("true", "printed no secret")]
    [InlineData("echo; echo second", "printed no secret")]
    public async Task A_command_that_fails_shows_nothing_it_printed(string script, string reason)
    {
        var exception = await Should.ThrowAsync<SecretUnavailableException>(() => Shell(script).RunAsync(CancellationToken.None));

        exception.Message.ShouldContain(reason);
        exception.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_named()
    {
        var command = new SecretCommand(["lvs-no-such-program", "canary"], Path.GetTempPath());

        var exception = await Should.ThrowAsync<SecretUnavailableException>(() => command.RunAsync(CancellationToken.None));

        exception.Message.ShouldBe("The command 'lvs-no-such-program' that prints a secret cannot be started: there is no such program.");
    }

    [SkippableTheory]
    [InlineData("sleep 600")]
    [InlineData("echo canary; sleep 600")]
    [InlineData("sleep 600 & echo canary")]
    public async Task A_command_that_does_not_end_is_ended(string script)
    {
        var command = new SecretCommand(["/bin/sh", "-c", script], Path.GetTempPath()) { TimeLimit = TimeSpan.FromMilliseconds(300) };
        SkipOnWindows();

        var exception = await Should.ThrowAsync<SecretUnavailableException>(() => command
            .RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));

        exception.Message.ShouldContain("did not end within");
    }

    [SkippableFact]
    public async Task A_command_is_ended_with_its_caller()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(() => Shell("sleep 600")
            .RunAsync(cancellation.Token).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static SecretCommand Shell(string script)
    {
        SkipOnWindows();
        return new SecretCommand(["/bin/sh", "-c", script], Path.GetTempPath());
    }

    private static void SkipOnWindows() => Skip.If(OperatingSystem.IsWindows(), "There is no /bin/sh on Windows.");
}
