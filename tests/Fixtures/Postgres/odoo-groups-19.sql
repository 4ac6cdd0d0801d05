-- Odoo 19: groups belong to a privilege, and that to a category.
CREATE TABLE ir_module_category (id serial PRIMARY KEY, name jsonb NOT NULL, parent_id int, sequence int, create_uid int, write_date timestamp);
CREATE TABLE res_groups_privilege (
    id serial PRIMARY KEY, name jsonb NOT NULL, description jsonb, placeholder varchar, sequence int, category_id int REFERENCES ir_module_category,
    write_date timestamp);
CREATE TABLE res_groups (
    id serial PRIMARY KEY, name jsonb NOT NULL, comment jsonb, privilege_id int REFERENCES res_groups_privilege, color int, sequence int, share boolean,
    api_key_duration float8, create_uid int, create_date timestamp, write_uid int, write_date timestamp, UNIQUE (privilege_id, name));
INSERT INTO ir_module_category (name) VALUES
    ('{"en_US": "Sales", "fr_FR": "Ventes"}'), ('{"en_US": "Administration"}'), ('{"en_US": "Accounting", "fr_FR": "Comptabilité"}');
INSERT INTO res_groups_privilege (name, category_id) VALUES
    ('{"en_US": "Sales Team"}', 1), ('{"en_US": "Access Rights"}', 2), ('{"en_US": "Invoicing"}', 3);
INSERT INTO res_groups (name, privilege_id) VALUES
    ('{"en_US": "Internal User"}', 2), ('{"en_US": "User: Own Documents", "fr_FR": "Utilisateur"}', 1),
    ('{"en_US": "Administrator", "fr_FR": "Administrateur"}', 1), ('{"en_US": "Settings"}', 2), ('{"en_US": "Administrator"}', 3),
    ('{"en_US": "Circle A"}', NULL), ('{"en_US": "Circle B"}', NULL), ('{"fr_FR": "Comptabilité", "de_DE": ""}', 3), ('{"en_US": "Nobody"}', NULL);
