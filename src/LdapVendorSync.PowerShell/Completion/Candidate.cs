namespace LdapVendorSync.PowerShell.Completion;

/// <summary>A value that may be meant.</summary>
/// <param name="Value">The value as the parameter takes it.</param>
/// <param name="Description">What helps to choose; the value itself where <see langword="null"/>.</param>
internal sealed record Candidate(string Value, string? Description = null)
{
    /// <summary>What the menu shows; the value itself where <see langword="null"/>.</summary>
    public string? Label { get; init; }

    /// <summary>Whether the value is an expression, to stand in the line as it is.</summary>
    public bool IsExpression { get; init; }
}
