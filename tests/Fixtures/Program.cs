using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Vendors;

switch (args)
{
    case ["vendor", .. var options]:
        return await VendorCommand.RunAsync(options);
    case ["slapd", .. var options]:
        return await SlapdCommand.RunAsync(options);
    default:
        await Console.Error.WriteLineAsync(VendorCommand.Usage);
        await Console.Error.WriteLineAsync(SlapdCommand.Usage);
        return 2;
}
