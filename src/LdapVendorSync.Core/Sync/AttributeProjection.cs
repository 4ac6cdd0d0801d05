using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Puts a person of the source into the vendor's terms: each mapped attribute gets the value of its expression. Names, mail address and
/// state stay although they are not mapped: they are not compared (<see cref="Targets"/>), but say who is meant, and most vendors need
/// them to create an account. Every other attribute that is not mapped stays behind.
/// </summary>
public sealed class AttributeProjection
{
    private readonly IReadOnlyList<(string Target, Template Expression)> _expressions;
    private readonly IReadOnlyList<string> _kept;

    /// <summary>The projection that a policy asks for.</summary>
    /// <exception cref="TemplateException">An expression cannot be understood.</exception>
    public AttributeProjection(MappingPolicy policy)
    {
        _expressions = [.. policy.Attributes.Select(pair => (AttributeNames.Canonical(pair.Key), Template.ParseExpression(pair.Value)))];
        Targets = _expressions.Count > 0 ? [.. _expressions.Select(expression => expression.Target)] : AttributeNames.Profile;

        // A person must still be recognised by a key that is not mapped.
        _kept = [.. policy.MatchOn.Where(key => !Targets.Contains(key, StringComparer.OrdinalIgnoreCase))];
    }

    /// <summary>The vendor's attributes that are compared and updated.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>The source attributes that a policy's expressions and keys refer to.</summary>
    public static IEnumerable<string> SourceAttributes(MappingPolicy policy) =>
        policy.Attributes.Values
            .SelectMany(expression => Template.ParseExpression(expression).Fields)
            .Concat(policy.MatchOn)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The person in the vendor's terms; the id, the DN, the nesting and the read stay those of the source.</summary>
    public GroupMember Project(GroupMember person)
    {
        // Nothing to put in other terms and nothing to leave behind: a big group need not be in memory twice.
        if (_expressions.Count == 0 && person.Attributes.Count == 0)
            return person;
        var projected = new GroupMember
        {
            Id = person.Id,
            UserName = person.UserName,
            Email = person.Email,
            FirstName = person.FirstName,
            LastName = person.LastName,
            DisplayName = person.DisplayName,
            Enabled = person.Enabled,
            AccountState = person.AccountState,
            AccountStateUntil = person.AccountStateUntil,
            DistinguishedName = person.DistinguishedName,
            GroupPath = person.GroupPath,
            Read = person.Read,
        };
        foreach (var key in _kept)
            projected = projected.GetValue(key) is null ? projected.WithValue(key, person.GetValue(key)) : projected;
        foreach (var (target, expression) in _expressions)
            projected = projected.WithValue(target, Render(person, target, expression));
        return projected;
    }

    private static string? Render(GroupMember person, string target, Template expression)
    {
        var value = expression.Render(person.GetValue);
        if (target != AttributeNames.Enabled || value is null || bool.TryParse(value, out _))
            return value;
        throw new SourceException(
            SourceFailure.Malformed,
            $"The expression '{expression}' for 'enabled' gives '{value}' for '{person.Label}', which is neither true nor false.");
    }
}
