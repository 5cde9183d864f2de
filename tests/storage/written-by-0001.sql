BEGIN TRANSACTION;
CREATE TABLE centre_setting (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by TEXT NOT NULL, 
	CONSTRAINT pk_centre_setting PRIMARY KEY (name)
);
INSERT INTO "centre_setting" VALUES('centre_name','"北方客服中心"',1,'2025-03-03 01:00:00.123456','anna');
INSERT INTO "centre_setting" VALUES('default_threshold_s','15',1,'2025-03-03 01:00:00.123456','anna');
CREATE TABLE centre_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT centre_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "centre_version" VALUES('0001');
CREATE TABLE source (
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	options JSON NOT NULL, 
	secret_env TEXT, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_source PRIMARY KEY (name)
);
INSERT INTO "source" VALUES('support','asterisk','{"host": "10.0.0.5", "port": 5038, "username": "floor"}','AMI_SECRET',1,'2025-03-03 01:00:00.123456');
CREATE TABLE undo_row (
	id INTEGER NOT NULL, 
	step BIGINT NOT NULL, 
	table_name TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	CONSTRAINT pk_undo_row PRIMARY KEY (id), 
	CONSTRAINT fk_undo_row_step FOREIGN KEY(step) REFERENCES undo_step (id) ON DELETE CASCADE, 
	CONSTRAINT uq_undo_row_step_table_name_key UNIQUE (step, table_name, "key")
);
INSERT INTO "undo_row" VALUES(1,1,'source','"support"',NULL,'{"name": "support", "kind": "asterisk", "options": {"host": "10.0.0.5", "port": 5038, "username": "floor"}, "secret_env": "AMI_SECRET", "version": 1, "created_at": "2025-03-03T01:00:00.123456Z"}');
INSERT INTO "undo_row" VALUES(2,2,'source','"演示"',NULL,'{"name": "\u6f14\u793a", "kind": "simulated", "options": {"seed": 1}, "secret_env": null, "version": 1, "created_at": "2025-03-03T01:01:00.123456Z"}');
INSERT INTO "undo_row" VALUES(3,3,'centre_setting','"centre_name"',NULL,'{"name": "centre_name", "value": "\"\u5317\u65b9\u5ba2\u670d\u4e2d\u5fc3\"", "version": 1, "changed_at": "2025-03-03T01:00:00.123456Z", "changed_by": "anna"}');
INSERT INTO "undo_row" VALUES(4,3,'centre_setting','"default_threshold_s"',NULL,'{"name": "default_threshold_s", "value": "15", "version": 1, "changed_at": "2025-03-03T01:00:00.123456Z", "changed_by": "anna"}');
INSERT INTO "undo_row" VALUES(5,4,'source','"演示"','{"name": "\u6f14\u793a", "kind": "simulated", "options": {"seed": 1}, "secret_env": null, "version": 1, "created_at": "2025-03-03T01:01:00.123456Z"}',NULL);
CREATE TABLE undo_step (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	facts JSON NOT NULL, 
	areas JSON NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	undone_at DATETIME
);
INSERT INTO "undo_step" VALUES(1,'add_source','{"name": "support"}','["sources"]','2025-03-03 01:00:00.123456','anna',NULL);
INSERT INTO "undo_step" VALUES(2,'add_source','{"name": "\u6f14\u793a"}','["sources"]','2025-03-03 01:01:00.123456','anna',NULL);
INSERT INTO "undo_step" VALUES(3,'change_settings','{"names": "centre_name default_threshold_s"}','["centre_settings"]','2025-03-03 01:00:00.123456','anna',NULL);
INSERT INTO "undo_step" VALUES(4,'remove_source','{"name": "\u6f14\u793a"}','["sources"]','2025-03-03 01:02:00.123456','ben',NULL);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('undo_step',4);
COMMIT;
