namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>An account of the vendor test server.</summary>
public sealed record VendorUser
{
    /// <summary>The account's id; given by the server where left out.</summary>
    public string Id { get; init; } = "";

    /// <summary>The login name, unique without regard to case.</summary>
    public required string Username { get; init; }

    /// <summary>The given name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The family name.</summary>
    public string? LastName { get; init; }

    /// <summary>The mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the account may be used.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The fields as the wire names them, absent ones left out.</summary>
    public IEnumerable<(string Name, object Value)> Fields()
    {
        yield return ("id", Id);
        yield return ("username", Username);
        if (FirstName is not null)
            yield return ("firstName", FirstName);
        if (LastName is not null)
            yield return ("lastName", LastName);
        if (Email is not null)
            yield return ("email", Email);
        yield return ("active", Active);
    }

    /// <summary>A copy with the given fields changed; an empty text is a value, <see langword="null"/> clears.</summary>
    public VendorUser With(IReadOnlyDictionary<string, string?> fields)
    {
        var user = this;
        foreach (var (name, value) in fields)
        {
            user = name switch
            {
                "username" => user with { Username = value ?? user.Username },
                "firstName" => user with { FirstName = value },
                "lastName" => user with { LastName = value },
                "email" => user with { Email = value },
                "active" => user with { Active = value is "true" or "True" or "1" },
                _ => user,
            };
        }

        return user;
    }
}
