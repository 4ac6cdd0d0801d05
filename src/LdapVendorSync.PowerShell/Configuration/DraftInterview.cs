using System.Management.Automation;
using System.Management.Automation.Host;
using LdapVendorSync.Core.Configuration.Drafts;

namespace LdapVendorSync.PowerShell.Configuration;

/// <summary>Asks whoever sits before the prompt for what a draft lacks.</summary>
/// <param name="host">Where to ask.</param>
/// <param name="modules">The providers to choose from.</param>
internal sealed class DraftInterview(PSHost host, IReadOnlyList<string> modules)
{
    // A console without a keyboard answers every question with nothing, or never.
    private bool IsSilent => host.UI is null || (host.Name == "ConsoleHost" && Console.IsInputRedirected);

    /// <summary>Asks until nothing is missing.</summary>
    /// <returns>The draft; something is still missing where nobody answers.</returns>
    public ConfigurationDraft Complete(ConfigurationDraft draft)
    {
        try
        {
            while (!IsSilent && draft.FindMissing() is [var input, ..])
            {
                if (Ask(draft, input) is not { } answered)
                    return draft;
                draft = answered;
            }
        }
        catch (Exception error) when (error is HostException or PSInvalidOperationException or NotImplementedException)
        {
            // There is nobody to ask, as with -NonInteractive.
        }

        return draft;
    }

    /// <summary>The draft with one answer more; <see langword="null"/> where there was none.</summary>
    private ConfigurationDraft? Ask(ConfigurationDraft draft, DraftInput input)
    {
        if (input is DraftInput.SourceGroup or DraftInput.VendorGroup)
            return AskMappings(draft);
        var answer = input switch
        {
            DraftInput.SourceType => Choose("Source type", Enum.GetNames<DraftSourceType>()),
            DraftInput.Module => Choose("Module, which speaks the vendor's API", modules),
            _ => Read(Question(draft, input)),
        };
        return answer is null ? null : Take(draft, input, answer);
    }

    private ConfigurationDraft Take(ConfigurationDraft draft, DraftInput input, string answer) => input switch
    {
        DraftInput.SourceType => draft with { SourceType = Enum.Parse<DraftSourceType>(answer) },
        DraftInput.Server => AskForBind(draft with
        {
            Servers = answer.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        }),
        DraftInput.SourceFile => draft with { SourceFile = answer },
        DraftInput.Realm => draft with { Realm = answer },
        DraftInput.TenantId => draft with { TenantId = answer },
        DraftInput.ClientId => draft with { ClientId = answer },
        DraftInput.Module => draft with { Module = answer },
        DraftInput.BaseUri => draft with { BaseUri = answer },
        DraftInput.Database => draft with { Database = answer },
        _ => draft with { VendorUserName = answer },
    };

    // What LDAP can do without, and seldom does.
    private ConfigurationDraft AskForBind(ConfigurationDraft draft) => draft.SourceType != DraftSourceType.Ldap
        ? draft
        : draft with
        {
            BindDn = draft.BindDn ?? Read("DN to bind with (empty for anonymous; its password is not asked for)"),
            SearchBase = draft.SearchBase ?? Read("Search base (empty for the whole directory)"),
        };

    private ConfigurationDraft? AskMappings(ConfigurationDraft draft)
    {
        var mappings = new List<DraftMapping>();
        while (Read(mappings.Count == 0 ? "Source group" : "Another source group (empty for no more)") is { } source
            && Read($"Vendor group that follows '{source}'") is { } vendor)
        {
            mappings.Add(new DraftMapping(source, vendor));
        }

        return mappings.Count == 0 ? null : draft with { Mappings = mappings };
    }

    private static string Question(ConfigurationDraft draft, DraftInput input) => input switch
    {
        DraftInput.Server when draft.SourceType == DraftSourceType.Okta => "Domain of the Okta organization",
        DraftInput.Server when draft.SourceType == DraftSourceType.Keycloak => "Address of Keycloak",
        DraftInput.Server => "LDAP server (several are separated by commas)",
        DraftInput.SourceFile => "File of the source",
        DraftInput.Realm => "Realm",
        DraftInput.TenantId => "Id or domain of the tenant",
        DraftInput.ClientId => "Client id",
        DraftInput.BaseUri when draft.Module == "odoo" => "Host name of the database server",
        DraftInput.BaseUri => "Address of the vendor's API",
        DraftInput.Database when draft.Module == "sqlite" => "Database file of the vendor",
        DraftInput.Database => "Name of the database",
        _ => "Account at the vendor",
    };

    private string? Choose(string question, IReadOnlyList<string> choices)
    {
        while (Read($"{question} ({string.Join(", ", choices)})") is { } answer)
        {
            if (choices.FirstOrDefault(choice => choice.Equals(answer, StringComparison.OrdinalIgnoreCase)) is { } chosen)
                return chosen;
            host.UI.WriteLine($"'{answer}' is none of them.");
        }

        return null;
    }

    private string? Read(string question)
    {
        host.UI.Write($"{question}: ");
        return host.UI.ReadLine()?.Trim() is { Length: > 0 } answer ? answer : null;
    }
}
