namespace LdapVendorSync.Core.Security;

/// <summary>A secret could not be fetched from its command or vault. The message never holds any of its text.</summary>
public sealed class SecretUnavailableException : Exception
{
    /// <summary>Tells what could not be fetched, and why.</summary>
    public SecretUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Tells what could not be fetched, and why.</summary>
    public SecretUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
