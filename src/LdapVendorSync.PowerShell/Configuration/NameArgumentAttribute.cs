using System.Collections;
using System.Management.Automation;

namespace LdapVendorSync.PowerShell.Configuration;

/// <summary>
/// Lets a parameter that takes names also be given the objects themselves: those of this module and of others, such as the groups that
/// <c>Get-ADGroup</c> emits.
/// </summary>
/// <param name="properties">The properties that name an object, the best first; the first that has a value counts.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NameArgumentAttribute(params string[] properties) : ArgumentTransformationAttribute
{
    /// <summary>The properties that name an object, the best first.</summary>
    public IReadOnlyList<string> Properties { get; } = properties;

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Unwrap(inputData) switch
    {
        IDictionary => throw new ArgumentTransformationMetadataException("A name, a DN or an object is expected, not a hashtable."),
        IList list => list.Cast<object?>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
        null or string or ValueType => inputData,
        _ => NameOf(PSObject.AsPSObject(inputData)) ?? inputData,
    };

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private string? NameOf(PSObject named) => Properties
        .Select(property => ConfigArgument.TextOf(named.Properties[property]?.Value))
        .FirstOrDefault(name => !string.IsNullOrWhiteSpace(name));
}
