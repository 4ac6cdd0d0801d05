-- The tables that all versions share, with Odoo's own accounts (ids 1 to 4) and :people people (ids from 11 on).
-- Of the people, by their number from 0 on: every tenth is a sales manager, every third a salesman, all are internal users. Every fiftieth is archived.
-- :materialised says whether the implied memberships are listed too, as up to Odoo 18.
CREATE TABLE res_partner (
    id serial PRIMARY KEY, name varchar, email varchar, active boolean DEFAULT true, company_id int, write_date timestamp DEFAULT '2026-01-02 03:04:05.678');
CREATE TABLE res_users (
    id serial PRIMARY KEY, company_id int NOT NULL DEFAULT 1, partner_id int NOT NULL REFERENCES res_partner, active boolean DEFAULT true,
    login varchar NOT NULL UNIQUE, password varchar, signature text, share boolean, create_date timestamp DEFAULT now(),
    write_date timestamp DEFAULT '2026-01-01 00:00:00');
CREATE TABLE res_groups_users_rel (
    gid int NOT NULL REFERENCES res_groups ON DELETE CASCADE, uid int NOT NULL REFERENCES res_users ON DELETE CASCADE, PRIMARY KEY (gid, uid));
CREATE TABLE res_groups_implied_rel (
    gid int NOT NULL REFERENCES res_groups ON DELETE CASCADE, hid int NOT NULL REFERENCES res_groups ON DELETE CASCADE, PRIMARY KEY (gid, hid));
CREATE TABLE ir_model_data (
    id serial PRIMARY KEY, module varchar NOT NULL, name varchar NOT NULL, model varchar NOT NULL, res_id int, noupdate boolean, write_date timestamp);

INSERT INTO ir_model_data (module, name, model, res_id) VALUES
    ('base', 'group_user', 'res.groups', 1), ('sales_team', 'group_sale_salesman', 'res.groups', 2),
    ('sales_team', 'group_sale_manager', 'res.groups', 3), ('base', 'group_system', 'res.groups', 4), ('my_module', 'group_boss', 'res.groups', 3),
    ('base', 'group_user', 'res.partner', 4), ('base', 'user_root', 'res.users', 1), ('base', 'public_user', 'res.users', 3),
    ('base', 'template_portal_user_id', 'res.users', 4), ('base', 'user_admin', 'res.users', 2);
INSERT INTO res_groups_implied_rel VALUES (2, 1), (3, 2), (4, 1), (6, 7), (7, 6);

INSERT INTO res_partner (id, name, email, active) VALUES
    (1, 'OdooBot', 'odoobot@example.test', false), (2, 'Administrator', 'admin@example.test', true), (3, 'Public user', NULL, false),
    (4, 'Portal User Template', NULL, false);
INSERT INTO res_users (id, partner_id, login, active, share) VALUES
    (1, 1, '__system__', false, false), (2, 2, 'admin', true, false), (3, 3, 'public', false, true), (4, 4, 'portaltemplate', false, true);

INSERT INTO res_partner (id, name, email)
    SELECT 11 + i, CASE i WHEN 5 THEN 'Zoë Straße' ELSE 'Person ' || i END,
           CASE i WHEN 7 THEN NULL WHEN 8 THEN '' WHEN 9 THEN 'U00006@example.test' ELSE 'u' || lpad(i::text, 5, '0') || '@example.test' END
    FROM generate_series(0, :people - 1) i;
INSERT INTO res_users (id, partner_id, login, active, share)
    SELECT 11 + i, 11 + i, 'u' || lpad(i::text, 5, '0'), i % 50 <> 49, false FROM generate_series(0, :people - 1) i;

INSERT INTO res_groups_users_rel
    SELECT CASE WHEN i % 10 = 0 THEN 3 WHEN i % 3 = 0 THEN 2 ELSE 1 END, 11 + i FROM generate_series(0, :people - 1) i;
INSERT INTO res_groups_users_rel VALUES (4, 2), (4, 1), (1, 4), (6, 11), (7, 12);
INSERT INTO res_groups_users_rel
    WITH RECURSIVE closure (gid, uid) AS (
        SELECT gid, uid FROM res_groups_users_rel UNION SELECT rel.hid, closure.uid FROM closure JOIN res_groups_implied_rel rel ON rel.gid = closure.gid)
    SELECT gid, uid FROM closure WHERE :materialised ON CONFLICT DO NOTHING;
