-- Odoo 14 and 15: names are text.
CREATE TABLE ir_module_category (id serial PRIMARY KEY, name varchar NOT NULL, parent_id int, sequence int, create_uid int, write_date timestamp);
CREATE TABLE res_groups (
    id serial PRIMARY KEY, name varchar NOT NULL, comment text, category_id int REFERENCES ir_module_category, color int, share boolean,
    create_uid int, create_date timestamp, write_uid int, write_date timestamp, UNIQUE (category_id, name));
INSERT INTO ir_module_category (name) VALUES ('Sales'), ('Administration'), ('Accounting');
INSERT INTO res_groups (name, category_id) VALUES
    ('Internal User', 2), ('User: Own Documents', 1), ('Administrator', 1), ('Settings', 2), ('Administrator', 3), ('Circle A', NULL),
    ('Circle B', NULL), ('Comptabilité', 3), ('Nobody', NULL);
