namespace LdapVendorSync.Core.Notifications;

/// <summary>Why somebody is told.</summary>
public enum NotificationEvent
{
    /// <summary>Something failed or was held.</summary>
    Failure,

    /// <summary>Something that was reported works again.</summary>
    Recovery,

    /// <summary>A run went well.</summary>
    Success,
}
