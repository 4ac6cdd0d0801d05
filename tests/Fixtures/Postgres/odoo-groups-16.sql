-- Odoo 16: names are JSON, one text a language.
CREATE TABLE ir_module_category (id serial PRIMARY KEY, name jsonb NOT NULL, parent_id int, sequence int, create_uid int, write_date timestamp);
CREATE TABLE res_groups (
    id serial PRIMARY KEY, name jsonb NOT NULL, comment jsonb, category_id int REFERENCES ir_module_category, color int, share boolean,
    create_uid int, create_date timestamp, write_uid int, write_date timestamp, UNIQUE (category_id, name));
INSERT INTO ir_module_category (name) VALUES
    ('{"en_US": "Sales", "fr_FR": "Ventes"}'), ('{"en_US": "Administration"}'), ('{"en_US": "Accounting", "fr_FR": "Comptabilité"}');
INSERT INTO res_groups (name, category_id) VALUES
    ('{"en_US": "Internal User"}', 2), ('{"en_US": "User: Own Documents", "fr_FR": "Utilisateur"}', 1),
    ('{"en_US": "Administrator", "fr_FR": "Administrateur"}', 1), ('{"en_US": "Settings"}', 2), ('{"en_US": "Administrator"}', 3),
    ('{"en_US": "Circle A"}', NULL), ('{"en_US": "Circle B"}', NULL), ('{"fr_FR": "Comptabilité", "de_DE": ""}', 3), ('{"en_US": "Nobody"}', NULL);
