-- The empty database and its three roles, made once by PostgreSQL's superuser:
--   sudo -u postgres psql -f /usr/share/liangonghui/database.sql
-- The owner migrates and cannot make extensions, hence they are made here; liangonghui signs in and
-- owns nothing; liangonghui_app is what it becomes, and may only call the functions of schema api.
\set ON_ERROR_STOP on
CREATE ROLE liangonghui_app NOLOGIN;
CREATE ROLE liangonghui LOGIN NOINHERIT IN ROLE liangonghui_app;
CREATE ROLE liangonghui_owner LOGIN IN ROLE liangonghui_app;
CREATE DATABASE liangonghui OWNER liangonghui_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE liangonghui FROM PUBLIC;
GRANT CONNECT ON DATABASE liangonghui TO liangonghui;
\connect liangonghui
CREATE EXTENSION pgcrypto SCHEMA public;
CREATE EXTENSION postgis SCHEMA public;
