namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>A credential that a server has given out.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Lifetime">How long it is valid; <see langword="null"/> where only the server knows.</param>
/// <param name="Description">What it is and where it comes from, for a person.</param>
internal sealed record IssuedCredential(Credential Credential, TimeSpan? Lifetime, string Description)
{
    /// <summary>
    /// Whether having it shows that what was given for it is good. Where it is not, and the first use is refused, that was the refusal.
    /// </summary>
    public bool IsProof { get; init; } = true;
}
