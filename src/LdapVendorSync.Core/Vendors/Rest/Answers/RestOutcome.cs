namespace LdapVendorSync.Core.Vendors.Rest.Answers;

/// <summary>What an answer means for the operation that was sent.</summary>
internal enum RestOutcome
{
    /// <summary>It worked.</summary>
    Success,

    /// <summary>It was so already.</summary>
    Already,

    /// <summary>There is nobody, or no group, of that name.</summary>
    Absent,

    /// <summary>The name is taken.</summary>
    Conflict,

    /// <summary>The credentials are refused, whatever the status says.</summary>
    Denied,

    /// <summary>The status means failure.</summary>
    BadStatus,

    /// <summary>The status is good, but what the answer says is not; or it is a SOAP fault.</summary>
    Refused,
}
