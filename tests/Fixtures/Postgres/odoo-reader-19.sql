CREATE ROLE odoo_reader LOGIN PASSWORD 'change-me';
GRANT SELECT (id, name, privilege_id) ON res_groups TO odoo_reader;
GRANT SELECT (id, name) ON ir_module_category TO odoo_reader;
GRANT SELECT (id, name, category_id) ON res_groups_privilege TO odoo_reader;
GRANT SELECT (gid, uid) ON res_groups_users_rel TO odoo_reader;
GRANT SELECT (gid, hid) ON res_groups_implied_rel TO odoo_reader;
GRANT SELECT (id, login, active, share, partner_id, write_date) ON res_users TO odoo_reader;
GRANT SELECT (id, name, email, write_date) ON res_partner TO odoo_reader;
GRANT SELECT (id, module, name, model, res_id) ON ir_model_data TO odoo_reader;
