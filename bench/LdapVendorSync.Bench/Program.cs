using LdapVendorSync.Bench;

return await CommandTree.RunAsync(args);
