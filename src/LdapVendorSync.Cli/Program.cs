using LdapVendorSync.Cli.Commands;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Sync;

var terminal = new Terminal();
using var shutdown = new Shutdown(line => terminal.Tell(line, Styles.Warning));
try
{
    return await CommandTree.RunAsync(args, new CommandHost(terminal, shutdown));
}
#pragma warning disable CA1031 // What fails before there is a log still ends in one line and a code that a script understands.
catch (Exception error)
#pragma warning restore CA1031
{
    terminal.TellError($"Unexpected error: {error.Message} ({error.GetType().Name})");
    return (int)SyncExitCode.Unexpected;
}
