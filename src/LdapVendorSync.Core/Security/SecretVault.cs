namespace LdapVendorSync.Core.Security;

/// <summary>Fetches a secret from a vault, for <c>{secret: Vault/Name}</c>.</summary>
/// <param name="name">The name as the configuration gives it, usually <c>Vault/Name</c>.</param>
/// <param name="cancellationToken">Gives up the wait.</param>
/// <returns>The secret's text.</returns>
/// <exception cref="SecretUnavailableException">There is no such vault or secret, or it is locked.</exception>
public delegate Task<string> SecretVault(string name, CancellationToken cancellationToken);
