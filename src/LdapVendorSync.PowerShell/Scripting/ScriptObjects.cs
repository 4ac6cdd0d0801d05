using System.Collections;
using System.Globalization;
using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>What people and groups are in a script, and back.</summary>
internal static class ScriptObjects
{
    /// <summary>A person as a script gets them: an object with the canonical names, and the further attributes in a hashtable.</summary>
    public static PSObject FromMember(GroupMember member)
    {
        var attributes = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in member.Attributes)
            attributes[name] = values.Count == 1 ? values[0] : values.ToArray();
        return Object(
            ("Id", member.Id),
            ("UserName", member.UserName),
            ("Email", member.Email),
            ("FirstName", member.FirstName),
            ("LastName", member.LastName),
            ("DisplayName", member.DisplayName),
            ("Enabled", member.Enabled),
            ("Attributes", attributes));
    }

    /// <summary>A group as a script gets it.</summary>
    public static PSObject FromGroup(VendorGroup group) => Object(("Id", group.Id), ("Name", group.Name));

    /// <summary>What shall change, by the canonical names of attributes; <see langword="null"/> clears one.</summary>
    public static Hashtable FromDifferences(IEnumerable<AttributeDifference> differences)
    {
        var changes = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var difference in differences)
            changes[difference.Attribute] = difference.After;
        return changes;
    }

    /// <summary>An object with properties.</summary>
    public static PSObject Object(params (string Name, object? Value)[] properties)
    {
        var value = new PSObject();
        foreach (var (name, content) in properties)
            value.Properties.Add(new PSNoteProperty(name, content));
        return value;
    }

    /// <summary>The person that an object of a script is.</summary>
    /// <param name="output">What the script wrote.</param>
    /// <param name="keys">The attributes by which people are recognised; one of them, or a user name or mail address, has to be there.</param>
    /// <exception cref="FormatException">It is no person; the message says why, and holds none of its values.</exception>
    public static GroupMember ToMember(PSObject? output, IReadOnlyList<string> keys)
    {
        if (output?.BaseObject is GroupMember already)
            return already;
        var member = new GroupMember { Id = TextOf(output, "Id") ?? throw NotOne(output, "a person", "Id and UserName") };
        foreach (var (name, value) in Properties(output!))
            member = With(member, name, value);
        return keys.Append(AttributeNames.UserName).Append(AttributeNames.Email).Any(key => !string.IsNullOrWhiteSpace(member.GetValue(key)))
            ? member
            : throw NotOne(output, "a person", "UserName, Email or what match_on names");
    }

    /// <summary>The group that an object of a script is.</summary>
    /// <param name="output">What the script wrote.</param>
    /// <param name="name">The name that was asked for, for a group that does not tell its own.</param>
    /// <exception cref="FormatException">It is no group.</exception>
    public static VendorGroup ToGroup(PSObject? output, string name) =>
        new(TextOf(output, "Id") ?? throw NotOne(output, "a group", "Id"), TextOf(output, "Name") ?? name);

    private static GroupMember With(GroupMember member, string name, object? value)
    {
        if (name.Equals(AttributeNames.Id, StringComparison.OrdinalIgnoreCase) || Plain(value) is not { } present)
            return member;
        if (name.Equals("Attributes", StringComparison.OrdinalIgnoreCase) && present is IDictionary further)
            return further.Cast<DictionaryEntry>().Aggregate(member, (known, entry) => With(known, entry.Key.ToString()!, entry.Value));
        var values = Values(present);
        return AttributeNames.IsCanonical(name) ? WithCanonical(member, name, values) : member with
        {
            Attributes = new Dictionary<string, IReadOnlyList<string>>(member.Attributes, StringComparer.OrdinalIgnoreCase) { [name] = values },
        };
    }

    private static GroupMember WithCanonical(GroupMember member, string name, string[] values)
    {
        // CSV files and forms have no other way to say that there is nothing.
        if (values is [] or [""])
            return member;
        if (values.Length > 1)
            throw new FormatException($"{name} of {member.Label} has {values.Length} values, and one is expected.");
        if (AttributeNames.Canonical(name) != AttributeNames.Enabled)
            return member.WithValue(name, values[0]);
        return values[0].Trim().ToUpperInvariant() switch
        {
            "TRUE" or "1" => member with { Enabled = true },
            "FALSE" or "0" => member with { Enabled = false },
            _ => throw new FormatException($"{name} of {member.Label} is neither true nor false."),
        };
    }

    private static string? TextOf(PSObject? output, string property)
    {
        if (output is null)
            return null;
        var value = Properties(output).FirstOrDefault(pair => pair.Name.Equals(property, StringComparison.OrdinalIgnoreCase)).Value;
        return Plain(value) is { } present && Values(present) is [{ } text] && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    private static IEnumerable<(string Name, object? Value)> Properties(PSObject output) => output.BaseObject switch
    {
        IDictionary dictionary => dictionary.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, entry.Value)),
        string or IEnumerable => [],
        _ => output.Properties.Select(property => (property.Name, Read(property))),
    };

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException error)
        {
            throw new FormatException($"{property.Name} cannot be read: {error.Message}", error);
        }
    }

    private static string[] Values(object value) => value is IEnumerable list and not string
        ? [.. list.Cast<object?>().Select(Plain).OfType<object>().Select(Text)]
        : [Text(value)];

    private static object? Plain(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static FormatException NotOne(PSObject? output, string what, string needed)
    {
        var kind = output?.BaseObject is { } value and not PSCustomObject ? $"a {value.GetType().Name}" : "an object without it";
        return new FormatException(output is null
            ? $"$null was written where {what} was expected. A property that is misspelt is $null too."
            : $"{kind} was written where {what} was expected; {what} has {needed}. What a command writes by the way goes to $null.");
    }
}
