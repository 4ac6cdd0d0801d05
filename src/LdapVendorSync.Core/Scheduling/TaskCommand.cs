using System.Text;
using System.Xml;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>
/// The command line of a task. It names the module, not a version of it: PowerShell imports the newest in the module's root when the task
/// runs, and the script that lies in it ends with the exit code of the run.
/// </summary>
public static class TaskCommand
{
    private const string ModuleName = "LdapVendorSync";
    private const string Script = "Invoke-LdapVendorSync.ps1";

    // PowerShell takes each of these for a single quote.
    private const string SingleQuotes = "'\u2018\u2019\u201A\u201B";

    /// <summary>The program and its arguments.</summary>
    /// <param name="task">The task.</param>
    /// <param name="spared">Characters that may not stand in an argument, since the scheduler treats them in a way of its own.</param>
    /// <exception cref="SchedulingException">A value holds a control character, which no scheduler can keep.</exception>
    public static IReadOnlyList<string> Compose(SyncTask task, string spared = "")
    {
        ArgumentNullException.ThrowIfNull(task);
        var text = new StringBuilder("$env:PSModulePath = ")
            .Append(Quote(task.ModuleRoot, spared)).Append(" + [IO.Path]::PathSeparator + $env:PSModulePath; ")
            .Append("$module = Import-Module ").Append(ModuleName).Append(" -PassThru -ErrorAction Stop; ")
            .Append("& (Join-Path $module.ModuleBase ").Append(Quote(Script, spared)).Append(')');
        Append(text, "ConfigPath", [task.ConfigPath], spared);
        Append(text, "EnvironmentFile", task.EnvironmentFile is { } file ? [file] : [], spared);
        Append(text, "Vendor", task.Vendors, spared);
        Append(text, "Group", task.Groups, spared);
        text.Append(task.DryRun ? " -DryRun" : null).Append(task.Full ? " -Full" : null);
        // A script that is not there, or does not take these parameters, sets no code; an empty one would be taken for success.
        text.Append("; exit ($LASTEXITCODE ?? 1)");
        return [CheckProgram(task.PowerShell, spared), "-NoProfile", "-NonInteractive", "-Command", text.ToString()];
    }

    /// <summary>The folder in which PowerShell finds the module by its name, whichever version of it is there.</summary>
    /// <param name="moduleFolder">The folder of the module that is loaded: <c>LdapVendorSync</c>, or a version's folder in it.</param>
    /// <exception cref="SchedulingException">The module lies in a folder of another name.</exception>
    public static string FindModuleRoot(string moduleFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(moduleFolder));
        var named = Version.TryParse(Path.GetFileName(folder), out _) ? Path.GetDirectoryName(folder) : folder;
        if (string.Equals(Path.GetFileName(named), ModuleName, StringComparison.OrdinalIgnoreCase)
            && Path.GetDirectoryName(named) is { } root)
        {
            return root;
        }

        throw new SchedulingException(
            SchedulingFailure.ValueUnusable,
            $"The module lies in '{folder}', where no task finds it by its name. "
            + $"Install it (Install-PSResource {ModuleName}), or call its folder {ModuleName}.");
    }

    /// <summary>The folder of the module, with folders of versions in it or not.</summary>
    internal static string FindModuleFolder(string moduleRoot) => Path.Combine(moduleRoot, ModuleName);

    /// <summary>A text as PowerShell reads it back: in single quotes, in which nothing is expanded.</summary>
    /// <param name="text">The text.</param>
    /// <param name="spared">Characters that may not stand in the expression; they are given by their numbers.</param>
    /// <exception cref="SchedulingException">The text holds a control character.</exception>
    internal static string Quote(string text, string spared)
    {
        CheckText(text);
        var quoted = new StringBuilder("'");
        foreach (var character in text)
        {
            if (spared.Contains(character, StringComparison.Ordinal))
                quoted.Append("' + [char]").Append((int)character).Append(" + '");
            else if (SingleQuotes.Contains(character, StringComparison.Ordinal))
                quoted.Append(character).Append(character);
            else
                quoted.Append(character);
        }

        quoted.Append('\'');
        return text.AsSpan().ContainsAny(spared) ? $"({quoted})" : quoted.ToString();
    }

    private static void Append(StringBuilder text, string parameter, IReadOnlyList<string> values, string spared)
    {
        if (values.Count > 0)
            text.Append(" -").Append(parameter).Append(' ').AppendJoin(", ", values.Select(value => Quote(value, spared)));
    }

    private static string CheckProgram(string path, string spared)
    {
        CheckText(path);
        if (path.AsSpan().ContainsAny(spared))
        {
            var message = $"The path of PowerShell, '{path}', cannot be written down for this scheduler, "
                + $"as it holds one of {string.Join(' ', spared.AsEnumerable())}.";
            throw new SchedulingException(SchedulingFailure.ValueUnusable, message);
        }

        return path;
    }

    private static void CheckText(string text)
    {
        if (!text.Any(char.IsControl) && IsXml(text))
            return;
        var shown = new string([.. text.Select(character => char.IsControl(character) ? '?' : character)]);
        throw new SchedulingException(
            SchedulingFailure.ValueUnusable, $"'{shown}' holds a character that cannot be written down for a scheduler.");
    }

    private static bool IsXml(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
