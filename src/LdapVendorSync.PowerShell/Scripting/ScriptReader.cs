using System.Management.Automation;
using System.Management.Automation.Language;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>Finds out from the text of a script which provider it makes, and says everything that is wrong with it with file and line.</summary>
internal static class ScriptReader
{
    private static readonly string[] Silences = [nameof(ActionPreference.SilentlyContinue), nameof(ActionPreference.Ignore)];

    /// <summary>Reads a script. None of it runs.</summary>
    /// <exception cref="PluginException">It is no provider.</exception>
    public static ScriptDefinition Read(string path)
    {
        var script = Parse(path);
        var defined = script.EndBlock?.Statements.OfType<FunctionDefinitionAst>().ToList() ?? [];
        var functions = new Dictionary<ScriptFunction, ScriptFunctionDefinition>();
        foreach (var function in ScriptFunction.All)
        {
            if (Find(function, defined) is { } found)
                functions.Add(function, Check(function, found));
        }

        Require(path, functions);
        RequireErrorsToBeSeen(script);
        var announced = ScriptAnnouncement.Read(path, script);
        return new ScriptDefinition(
            path,
            announced.Name ?? NameOf(path),
            Description(script) ?? $"The PowerShell script {Path.GetFileName(path)}.",
            functions,
            Capabilities(functions, announced));
    }

    private static ScriptBlockAst Parse(string path)
    {
        ParseError[] errors;
        ScriptBlockAst script;
        try
        {
            script = Parser.ParseFile(path, out _, out errors);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"'{path}' cannot be read: {error.Message}", null, error);
        }

        return errors.Length == 0
            ? script
            : throw new PluginException(string.Join(' ', errors.Take(3).Select(error => $"{Place(error.Extent)}: {error.Message}")));
    }

    private static FunctionDefinitionAst? Find(ScriptFunction function, List<FunctionDefinitionAst> defined)
    {
        if (!function.Name.EndsWith('*'))
            return defined.FindLast(candidate => Is(candidate, function.Name));
        var verb = function.Name[..^1];
        var all = defined.FindAll(candidate => candidate.Name.StartsWith(verb, StringComparison.OrdinalIgnoreCase));
        if (all.Count < 2 || all.Find(candidate => Is(candidate, verb + "Vendor")) is not { } chosen)
            return all.Count < 2 ? all.SingleOrDefault() : throw new PluginException(
                $"{Place(all[1].Extent)}: several functions begin with {verb}: {string.Join(", ", all.Select(one => one.Name))}.",
                $"Call the one that the sync shall use {verb}Vendor.");
        return chosen;
    }

    private static bool Is(FunctionDefinitionAst function, string name) => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static ScriptFunctionDefinition Check(ScriptFunction function, FunctionDefinitionAst definition)
    {
        // In a param block, or in parentheses behind the name.
        var parameters = definition.Body.ParamBlock?.Parameters
            ?? definition.FindAll(ast => ast.Parent == definition, searchNestedScriptBlocks: true).OfType<ParameterAst>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in parameters)
        {
            var name = parameter.Name.VariablePath.UserPath;
            if (function.Parameters.Contains(name, StringComparer.OrdinalIgnoreCase))
                known.Add(name);
            else if (IsMandatory(parameter))
                throw new PluginException(
                    $"{Place(parameter.Extent)}: nobody gives {definition.Name} the mandatory parameter -{name}.",
                    function.Parameters.Count == 0 ? null : $"It gets {List(function.Parameters)}.");
        }

        return function.Needed.FirstOrDefault(name => !known.Contains(name)) is { } missing
            ? throw new PluginException($"{Place(definition.Extent)}: {definition.Name} has no parameter -{missing}.", $"It gets {List(function.Parameters)}.")
            : new ScriptFunctionDefinition(definition.Name, known);
    }

    private static bool IsMandatory(ParameterAst parameter) => parameter.Attributes
        .OfType<AttributeAst>()
        .Where(attribute => attribute.TypeName.GetReflectionAttributeType() == typeof(ParameterAttribute))
        .SelectMany(attribute => attribute.NamedArguments)
        .Any(argument => argument.ArgumentName.Equals("Mandatory", StringComparison.OrdinalIgnoreCase)
            && (argument.ExpressionOmitted || argument.Argument.Extent.Text.Equals("$true", StringComparison.OrdinalIgnoreCase)));

    private static void Require(string path, Dictionary<ScriptFunction, ScriptFunctionDefinition> functions)
    {
        RequireTogether(path, functions, null, ScriptFunction.Connect);
        RequireTogether(path, functions, null, ScriptFunction.GetGroupMember);
        RequireTogether(path, functions, ScriptFunction.AddGroupMember, ScriptFunction.RemoveGroupMember);
        RequireTogether(path, functions, ScriptFunction.RemoveGroupMember, ScriptFunction.AddGroupMember);
        // Otherwise what is there would be made a second time.
        RequireTogether(path, functions, ScriptFunction.NewUser, ScriptFunction.FindUser);
        RequireTogether(path, functions, ScriptFunction.NewGroup, ScriptFunction.FindGroup);
    }

    private static void RequireTogether(
        string path, Dictionary<ScriptFunction, ScriptFunctionDefinition> functions, ScriptFunction? given, ScriptFunction needed)
    {
        if ((given is null || functions.ContainsKey(given)) && !functions.ContainsKey(needed))
            throw new PluginException(
                given is null ? $"'{path}' defines no function {needed.Name}." : $"'{path}' defines {given.Name}, but not {needed.Name}.",
                "A provider defines Connect-Vendor, Get-GroupMember, Add-GroupMember, Remove-GroupMember, Update-User and, where it can, Find-Group, "
                + "New-Group, Find-User, New-User, Set-UserEnabled, Remove-User and Disconnect-Vendor, at the top level of the script.");
    }

    // Half a list would pass for the whole, and a change that failed for one that was made.
    private static void RequireErrorsToBeSeen(ScriptBlockAst script)
    {
        var silenced = script.Find(ast => ast is AssignmentStatementAst { Left: var left, Right: var right }
            && (left as VariableExpressionAst ?? (left as ConvertExpressionAst)?.Child as VariableExpressionAst) is { } variable
            && variable.VariablePath.UserPath.Split(':')[^1].Equals("ErrorActionPreference", StringComparison.OrdinalIgnoreCase)
            && Silences.Any(value => right.Extent.Text.Contains(value, StringComparison.OrdinalIgnoreCase)),
            searchNestedScriptBlocks: true);
        if (silenced is not null)
            throw new PluginException(
                $"{Place(silenced.Extent)}: with this, errors would not be seen.",
                "Say -ErrorAction with the one command that may fail, and handle what it leaves.");
    }

    private static VendorCapabilities Capabilities(
        Dictionary<ScriptFunction, ScriptFunctionDefinition> functions, ScriptAnnouncement announced) => new()
        {
            ChangeMemberships = functions.ContainsKey(ScriptFunction.AddGroupMember),
            CreateUsers = functions.ContainsKey(ScriptFunction.NewUser),
            UpdateUsers = functions.ContainsKey(ScriptFunction.UpdateUser),
            DisableUsers = functions.ContainsKey(ScriptFunction.SetUserEnabled),
            DeleteUsers = functions.ContainsKey(ScriptFunction.RemoveUser),
            CreateGroups = functions.ContainsKey(ScriptFunction.NewGroup),
            // Who cannot look for people adds them under the name that the source has for them.
            AddCreatesUsers = functions.ContainsKey(ScriptFunction.AddGroupMember) && !functions.ContainsKey(ScriptFunction.FindUser),
            RemovalDeletesAccount = announced.RemovalDeletesAccount,
            ReplacesWholeGroup = announced.ReplacesWholeGroup,
            MaxConcurrency = announced.MaxConcurrency,
        };

    // The first sentence: tables have no room for more.
    private static string? Description(ScriptBlockAst script) => script.GetHelpContent()?.Synopsis?.Trim() is { Length: > 0 } synopsis
        ? synopsis.ReplaceLineEndings(" ")
        : null;

    private static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        return string.Concat(name.Select(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) ? character : '_'));
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"-{name}"));

    /// <summary>A place in a script, in the form that editors jump to.</summary>
    public static string Place(IScriptExtent extent) => $"{extent.File}:{extent.StartLineNumber}:{extent.StartColumnNumber}";
}
