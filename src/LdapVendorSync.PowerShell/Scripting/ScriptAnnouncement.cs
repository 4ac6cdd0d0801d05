using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>What a script says of itself where its functions do not: <c>$VendorProvider = @{ … }</c> at its top level, constants alone.</summary>
internal sealed record ScriptAnnouncement
{
    private const string Variable = "VendorProvider";

    private static readonly string[] Keys = [nameof(Name), nameof(MaxConcurrency), nameof(RemovalDeletesAccount), nameof(ReplacesWholeGroup)];

    /// <summary>The provider's name; <see langword="null"/> for that of the file.</summary>
    public string? Name { get; private init; }

    /// <summary>How many functions may run at once, each in a runspace of its own. Few scripts are made for more than one.</summary>
    public int MaxConcurrency { get; private init; } = 1;

    /// <summary>Taking somebody out of a group deletes the account.</summary>
    public bool RemovalDeletesAccount { get; private init; }

    /// <summary>Memberships are written by replacing the whole list.</summary>
    public bool ReplacesWholeGroup { get; private init; }

    /// <summary>Reads it from a script; none of it runs.</summary>
    /// <exception cref="PluginException">It says what it cannot.</exception>
    public static ScriptAnnouncement Read(string path, ScriptBlockAst script)
    {
        var assignment = script.EndBlock?.Statements.OfType<AssignmentStatementAst>().LastOrDefault(
            statement => statement.Left is VariableExpressionAst variable
                && variable.VariablePath.UserPath.Equals(Variable, StringComparison.OrdinalIgnoreCase));
        if (assignment is null)
            return new ScriptAnnouncement();
        var place = ScriptReader.Place(assignment.Extent);
        var values = Evaluate(assignment, place);
        foreach (var key in values.Keys.Cast<object>().Select(key => key.ToString()!))
        {
            if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
                throw new PluginException($"{place}: ${Variable} has no key '{key}'.", $"It may have {string.Join(", ", Keys)}.");
        }

        return new ScriptAnnouncement
        {
            Name = Convert<string>(values, nameof(Name), place),
            MaxConcurrency = Math.Max(1, Convert<int?>(values, nameof(MaxConcurrency), place) ?? 1),
            RemovalDeletesAccount = Convert<bool?>(values, nameof(RemovalDeletesAccount), place) ?? false,
            ReplacesWholeGroup = Convert<bool?>(values, nameof(ReplacesWholeGroup), place) ?? false,
        };
    }

    private static Hashtable Evaluate(AssignmentStatementAst assignment, string place)
    {
        var expression = ((assignment.Right as PipelineAst)?.PipelineElements is [CommandExpressionAst single] ? single.Expression : null)
            ?? (assignment.Right as CommandExpressionAst)?.Expression;
        try
        {
            // Refuses whatever would have to be run.
            if (expression is HashtableAst table)
                return (Hashtable)table.SafeGetValue();
        }
        catch (InvalidOperationException)
        {
        }

        throw new PluginException($"{place}: ${Variable} has to be a hashtable of constants.", $"For example: ${Variable} = @{{ Name = 'cards' }}.");
    }

    private static T? Convert<T>(Hashtable values, string key, string place)
    {
        if (values[key] is not { } value)
            return default;
        try
        {
            return (T?)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException error)
        {
            throw new PluginException($"{place}: ${Variable}.{key} cannot be '{value}'.", null, error);
        }
    }
}
