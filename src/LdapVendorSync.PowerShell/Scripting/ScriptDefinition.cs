using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>What a script says of itself, read without running any of it.</summary>
/// <param name="Path">The script, an absolute path.</param>
/// <param name="Name">The name by which <c>module:</c> picks the provider.</param>
/// <param name="Description">What it speaks to: the synopsis of the script's help.</param>
/// <param name="Functions">The functions of the contract that it defines, each with the name and the parameters that it really has.</param>
/// <param name="Capabilities">What follows from that.</param>
internal sealed record ScriptDefinition(
    string Path,
    string Name,
    string Description,
    IReadOnlyDictionary<ScriptFunction, ScriptFunctionDefinition> Functions,
    VendorCapabilities Capabilities)
{
    /// <summary>The script's name without its folder, for messages.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Whether the script defines a function.</summary>
    public bool Has(ScriptFunction function) => Functions.ContainsKey(function);
}

/// <summary>A function as a script defines it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The parameters of the contract that it takes.</param>
internal sealed record ScriptFunctionDefinition(string Name, IReadOnlySet<string> Parameters);
