using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks how the history is kept.</summary>
internal static class HistoryValidator
{
    public static void Validate(HistorySettings history, ValidationContext context)
    {
        CheckKey(history, "encryption_key", history.EncryptionKey, context);
        CheckKey(history, "previous_encryption_key", history.PreviousEncryptionKey, context);
    }

    // A key that comes from a command or a vault is looked at when it is fetched.
    private static void CheckKey(HistorySettings history, string setting, Secret? key, ValidationContext context)
    {
        if (key is { IsKnown: true } && !PersonalDataKey.TryParse(key.Reveal(), out _))
            context.Error(history, setting, "This is no key of 256 bits.", PersonalDataKey.Form);
    }
}
