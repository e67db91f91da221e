-- a copy for tests sends nothing to the gateways of the province
UPDATE cchc_notification_channel SET active = false;
DELETE FROM cchc_notification_message WHERE state = 'waiting';
