using System.CommandLine;
using LdapVendorSync.Cli.Hosting;

namespace LdapVendorSync.Cli.Commands;

/// <summary>A verb that works with a configuration.</summary>
internal abstract class VerbCommand : Command, IHasExamples
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _envFile = CommonOptions.EnvFile();

    /// <summary>A verb.</summary>
    protected VerbCommand(string name, string description, CommandHost host)
        : base(name, description)
    {
        Options.Add(_config);
        Options.Add(_envFile);
        SetAction((arguments, _) => host.RunAsync(
            new ConfigurationChoice(arguments.GetValue(_config), arguments.GetValue(_envFile)), session => RunAsync(arguments, session)));
    }

    /// <inheritdoc />
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(ParseResult arguments, CommandSession session);
}
