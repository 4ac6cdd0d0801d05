using System.Text;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Diagnostics.Logging;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace LdapVendorSync.Cli.Display;

/// <summary>The two streams of the command: results go to standard output, everything else to standard error.</summary>
internal sealed class Terminal
{
    // A table in a file or pipe is as wide as its content.
    private const int Unlimited = 10_000;

    // To find out what a terminal can do takes longer than to write a version.
    private readonly Lazy<IAnsiConsole> _output = new(() => Create(Console.Out, Console.IsOutputRedirected));
    private readonly Lazy<IAnsiConsole> _error = new(() => Create(Console.Error, Console.IsErrorRedirected));

    /// <summary>Standard output.</summary>
    public IAnsiConsole Output => _output.Value;

    /// <summary>Standard error.</summary>
    public IAnsiConsole Error => _error.Value;

    /// <summary>Whether somebody watches standard error on a terminal that can move its cursor.</summary>
    public bool IsInteractive =>
        !TellsJson && !Console.IsErrorRedirected && Error.Profile.Capabilities.Interactive && !IsDumb();

    /// <summary>Whether every line on standard error is a JSON object.</summary>
    public bool TellsJson { get; set; }

    /// <summary>Standard output for data: UTF-8 without byte order mark, whatever the terminal's encoding is.</summary>
    public static Stream OpenData() => Console.OpenStandardOutput();

    /// <summary>Standard output for lines of data.</summary>
    public static StreamWriter OpenDataWriter() => new(OpenData(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 32 * 1024);

    /// <summary>Writes a line to standard error.</summary>
    public void Tell(string line, Style? style = null)
    {
        if (TellsJson)
            TellJson(new LogLine(TimeProvider.System.GetLocalNow(), LevelOf(style), "Console", PrintableText.OneLine(line)));
        else
            Error.Write(new Text(PrintableText.OneLine(line) + Environment.NewLine, style));
    }

    /// <summary>Writes an entry of the log to standard error, as JSON.</summary>
    public void TellJson(LogLine line) => Error.Profile.Out.Writer.WriteLine(line.ToJson());

    /// <summary>Writes a line about a failure to standard error.</summary>
    public void TellError(string line) => Tell(line, Styles.Bad);

    private static LogLevel LevelOf(Style? style) =>
        style == Styles.Bad ? LogLevel.Error : style == Styles.Warning ? LogLevel.Warning : LogLevel.Information;

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var colourless = isRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = colourless ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (isRedirected)
            console.Profile.Width = Unlimited;
        return console;
    }

    private static bool IsDumb() => Environment.GetEnvironmentVariable("TERM") is "dumb";
}
