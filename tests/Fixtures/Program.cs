using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Samba;
using LdapVendorSync.Fixtures.Vendors;

switch (args)
{
    case ["vendor", .. var options]:
        return await VendorCommand.RunAsync(options);
    case ["slapd", .. var options]:
        return await SlapdCommand.RunAsync(options);
    case ["samba", .. var options]:
        return await SambaCommand.RunAsync(options);
    case ["scim" or "grafana"]:
        return await ApplicationCommand.RunAsync(args[0]);
    default:
        await Console.Error.WriteLineAsync(VendorCommand.Usage);
        await Console.Error.WriteLineAsync(ApplicationCommand.Usage);
        await Console.Error.WriteLineAsync(SlapdCommand.Usage);
        await Console.Error.WriteLineAsync(SambaCommand.Usage);
        return 2;
}
