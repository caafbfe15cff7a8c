/* Worked vectors of WeChat Pay APIv3, made with a throw-away key that plays both the merchant and
   the platform; RSASSA-PKCS1-v1_5 is deterministic, so that signatures must match byte for byte. */
#pragma once

static const char pay_private_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDF5TtS0aryJe92\n"
    "Ka7dhWqn6FiCd+EWgiTB5bRuPrxsM2RzyHeO1hMNNNCP8gK57A46VP7M7+4kw3XK\n"
    "hrQpqubMvFcyiHAVVzIXnU2fdZpB8GR7KnzmZ9e+AFeFjgi3zS3OM2tF6Z9Vq87u\n"
    "EipeDLaxgsa1gJoP/H/RjxQtwM5C10VYBdecrovrznbUfYauxSvAnpK48vV2TNoA\n"
    "lMFXWCdmeknI2m1M1s8AbevV682WdDMxr/TNm5Jm+OZynrFi0jEiNoCWpjSKkA4h\n"
    "Y9GIDcdb+fptpWyWLxOLjS2Z5PWT3dAmI81fUCDHsoaNzFCXtqV8ihReasEiLhDi\n"
    "SKIEH+yZAgMBAAECggEAKe6BC/LmTGnSXBDH/yM6brqSKo75MDpCTJ1+BlAfv7OC\n"
    "CPCEuMzOe6FhweZvQnLsrtp8pPL/3GVYK6IwQZX3UpFjzo7PZQ41TIClxnB2T5t+\n"
    "xwRBM9b0BUvwP5nRahS9LHCDvewbOV1uus45kPUTrvg9X48Q1etUMBSnm2w7qDiy\n"
    "MplDZs5oUPaQS2jjT7r0NOnZG2Rei7wyZ0S9gYDxJCOuuSnnio//DjEr3pvNbhIj\n"
    "fRanW3XJIcHeuql3N2s05JxJZ6XYol9ibl2BqQZdjx/oEfJi8uosud3/Q6S/tK2w\n"
    "Vw4YfBhhg4Vjg1XfybSm8EajstpRSHimqc+g5HClswKBgQD2EZGyTnEEfVacmiz8\n"
    "AGjoVCL/Goe9EOp0AJK+nzuo1zgZn/jCFcfJgPGRVekt31TZR6bLcEho63CltsDS\n"
    "uaKJNsgOhwnR23VQL8dfx0IK0ClwyjcDHKVso/kf88mgBeCjSv4lkIAm0/aiZIsz\n"
    "csvon1e4Giq0MpxY+prn9tSahwKBgQDN4e1r5t5fppsA6hvqGW+q5MMRXrK2iWlT\n"
    "1471/DY3zc2Y8FanlX39ZGsyzdAONXd2Bg37vp+AGXKoBCzPuKeZP6YxdyEDGlK0\n"
    "nsYZIB1KysfSzRO/8HqpXWvJ2dXrWdjW0uYGmRXofuvZh3XMni9CNPvK85Y5JbIy\n"
    "2+u6zndn3wKBgAaBvm2Nn3Vz7wdjGE9tn1iNaQN/6xj3yotYvIin40b6sfQTg9t2\n"
    "Aft1Gm4ybGEXJ8I7H9D/XhrQJwFqzLyFxiOEvFOOBJd1Cywcp1QEC94HVSEzZ7MA\n"
    "Xet6horuwmUl4qPOxtutb4YXUs1GhVvN7FBxbjtjDcAIGpRLxC7gGw0fAoGAdDjJ\n"
    "0lOtzMk8TzPZNjnNs+cXx0JyGGFRuCbDaVFLOg1PtrpV8JyPVu/NJAzTGnJMUa/x\n"
    "TN+7IpE7DGXu9gQDeJtZsirR0/KUJapLoftjDcmTLAjg0UVruRgntPbnr8g0hHDh\n"
    "sW/R0kFz2oSBl1Tk0LcgPN1tPC1vfw5u8DGFbnkCgYAvq6aTqcplTEJTSAarxMVT\n"
    "JGt3PcXM+y9+W1JVGSHRGlqtw/97zDMmBSxUEq67FvQgCIdNHm12de4nbY2CSb8G\n"
    "bj7j0Zjrb+uXiG2d5TQi+zbyxIGqunRrYOcseNr+l8S9BBodiE5t0O68ARcMWIB2\n"
    "DQzAv/lCL5xbSCMV9tPwBA==\n"
    "-----END PRIVATE KEY-----\n";

static const char pay_public_key[] =
    "PUB_KEY_ID_0119000001092024\n"
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxeU7UtGq8iXvdimu3YVq\n"
    "p+hYgnfhFoIkweW0bj68bDNkc8h3jtYTDTTQj/ICuewOOlT+zO/uJMN1yoa0Karm\n"
    "zLxXMohwFVcyF51Nn3WaQfBkeyp85mfXvgBXhY4It80tzjNrRemfVavO7hIqXgy2\n"
    "sYLGtYCaD/x/0Y8ULcDOQtdFWAXXnK6L68521H2GrsUrwJ6SuPL1dkzaAJTBV1gn\n"
    "ZnpJyNptTNbPAG3r1evNlnQzMa/0zZuSZvjmcp6xYtIxIjaAlqY0ipAOIWPRiA3H\n"
    "W/n6baVsli8Ti40tmeT1k93QJiPNX1Agx7KGjcxQl7alfIoUXmrBIi4Q4kiiBB/s\n"
    "mQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

/* Serial number 1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C. */
static const char pay_certificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIDIzCCAgugAwIBAgIUHd5VrZjtcdbt1KShaZbee0d3OowwDQYJKoZIhvcNAQEL\n"
    "BQAwIDEeMBwGA1UEAwwVcGxhdGZvcm0gb2YgdGhlIHRlc3RzMCAXDTI2MTEyNjA0\n"
    "NDM0NVoYDzIxMjYxMTAyMDQ0MzQ1WjAgMR4wHAYDVQQDDBVwbGF0Zm9ybSBvZiB0\n"
    "aGUgdGVzdHMwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQDF5TtS0ary\n"
    "Je92Ka7dhWqn6FiCd+EWgiTB5bRuPrxsM2RzyHeO1hMNNNCP8gK57A46VP7M7+4k\n"
    "w3XKhrQpqubMvFcyiHAVVzIXnU2fdZpB8GR7KnzmZ9e+AFeFjgi3zS3OM2tF6Z9V\n"
    "q87uEipeDLaxgsa1gJoP/H/RjxQtwM5C10VYBdecrovrznbUfYauxSvAnpK48vV2\n"
    "TNoAlMFXWCdmeknI2m1M1s8AbevV682WdDMxr/TNm5Jm+OZynrFi0jEiNoCWpjSK\n"
    "kA4hY9GIDcdb+fptpWyWLxOLjS2Z5PWT3dAmI81fUCDHsoaNzFCXtqV8ihReasEi\n"
    "LhDiSKIEH+yZAgMBAAGjUzBRMB0GA1UdDgQWBBShNg5cmoK/Qp9tOSpEGYF1klcz\n"
    "UDAfBgNVHSMEGDAWgBShNg5cmoK/Qp9tOSpEGYF1klczUDAPBgNVHRMBAf8EBTAD\n"
    "AQH/MA0GCSqGSIb3DQEBCwUAA4IBAQAgIPX2bK1Rz5VVwheljqm4VOQ3GDp8LOMF\n"
    "rjtAAbBTPnZOh6BaelMJR2hbI/44/Ixmd43PrbdFMMA2YSeh5yr0znPZ6mvZ7rWn\n"
    "sNeb2zrYrG5iXquOZfrQof90Q4o5ZjAk8DrhSnENjkpc/spLUKusG7fYnOeNDGPT\n"
    "z/QzZLdmgGG6KfZ1ac7YguDWtnRhPvSUxN0T4CI/tAvPJN3xt4WJDyZ0kDQtIolH\n"
    "KWbDGUOqvS8NBI1k1GKoL0EXEbOpNCJfs+if+0bgX3IUPX6iAo7DHAA81bxm/MQR\n"
    "BZbFonlcsdegMjTyPZfJypghuAzkPZoEnCU232Rw6AZDYvQgXfUV\n"
    "-----END CERTIFICATE-----\n";

static const char pay_order_body[] =
    "{\"appid\":\"wx8888888888888888\",\"mchid\":\"1900000109\",\"description\":\"\345\267\245"
    "\344\274\232\347\246\217\345\210\251\345\225\206\345\223\201\",\"out_trade_no\":\"LYG2026010"
    "1000001\",\"notify_url\":\"https://api.example.com/v1/wechatpay/notify\",\"amount\":{\"total"
    "\":1,\"currency\":\"CNY\"},\"payer\":{\"openid\":\"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\"}}";

static const char pay_certificates_signature[] =
    "ZYsx/i6s2zM6WaQx43fezD1Y16mXDzBPLqIIkf5ggcPvguOMa8hWv3QbxFa54mXMYNyhZzx/VEu+EtiYYL5HsTRFN6vf"
    "B/+N/bBFE8djwp2Y0oS2QpDAnbeL9WudPNjf/gCtaH2MBEt44FIocXwiTrepzkcvQqkRQP8WpJ89u66bjrPbbpD5HOet"
    "urZ28tj2784y4Edz2r/WNTNDY7pGKm2kTAVNc4sw/Fz33xc001CKM8M6ST8seC+L3/fZpYcRfkWZLCgEbioavQnJudBs"
    "cdjhNXlZ9Ibhpi2m5gQ5LSXxe3Cdj70Qj7krm9jzqe+tnNAnYYSry7VZI134S+Gg6w==";

static const char pay_query_signature[] =
    "PlC2s0CWL8L8ijxP0aBKOW0PLWSWe5YreuovJWZe3TyNUYNIOO9BVybi2W52BleUa6ObJlt/A/fI2+lIJ1ACIEubGVtt"
    "YQJ4+q5OpQbgrWN5Cgf/XxiljwEQIvikrKLFW5+RobRQiMjCrzNaXil0ra+BsMs59XMr8XgRVjvagjMXwfzrnc1+D8wZ"
    "Q4KtmIPVl4z0+waEQG1lz5zO8RPeiV/pypFBih7rfxeJ1ibg3jkFEvunLY9XCZ255+aoYtQwB9zHaoPYeTBANGO2ySsK"
    "z+bS1ZKgUL0g8UO/LckDotc9A6u816UNiWvNyab26S+U8pm7VtVPZqxTY25qiBi6hg==";

static const char pay_order_signature[] =
    "JtMMd+G9Jgz2WWJNE9t5qd1lMGstRmVJuqL9TyiK75dkZ9m4/9t6SRSMBmIqhcnUV0fyOi1456UiLpGFCTsBNze4GIrn"
    "TompJtR6gn300F80zQ3CJQha4xaWzbAyt+gAcKpEnJc8HPI4eTbMWMXcA3o98jsKF1Ne5iXs2lCwPYxZeNxA2QWa4XOb"
    "F9xwSSy+JlVB4ijCHdLVvsWhHqctpKGxpqmxE95p2YkzDf2Q64mXPUNMPeCSMW55mkXtz2Bo9W+z7PnnjOV/w0CeK12/"
    "SMyxY7a/DMoT4vYaUhzAp27qfgjZxqNctYVnDsROIcxJA7bCrWvHyfyrUoRfof9jEQ==";

static const char pay_client_vector[] =
    "iudX1pezY6TYT5/vtCPZ9RR422Hu+jeqway2SZwrq65LtLpqF0/iIN8QoWFdxREWK4LdhDlArXm/wv5Ik98amxbM/LXc"
    "DI1j2ZZj8qI8qgYtvs9VpNIC8fCse/wcPOMgDjstufc0/pC1ZKOtCV8VHFB7t3xq8kAxpUPaWXxqPtXTb+Uf96G9NhYm"
    "aCBZkdNndC5H6FBa2tDAkwdat1g0JFG+tyY84kuMpIF7lgqFK8jDCprCfqwOfEcudKhC5TPh8j8keN7PlJE8mhTV9Udp"
    "LMOkqAwYzlXvjVWhYk5C0badJE+cuigagiTtV7ZKBgdIkfYYIWNXChUaT/QnBzPKiA==";

static const char pay_notice_body[] =
    "{\"id\":\"EV-2018022511223320873\",\"create_time\":\"2026-01-01T10:00:01+08:00\",\"resource_"
    "type\":\"encrypt-resource\",\"event_type\":\"TRANSACTION.SUCCESS\",\"summary\":\"\346\224"
    "\257\344\273\230\346\210\220\345\212\237\",\"resource\":{\"original_type\":\"transaction\","
    "\"algorithm\":\"AEAD_AES_256_GCM\",\"ciphertext\":\"DUcegK33A8MEOgdCtMPWwAdrzVDy3c3BTENCdjZ/"
    "7K2gMk9D2phhIZLaM4qUhLEDUqSrqBdzgGy/sMCWIPKVQdMoXutTsmslZRV+TXwPBs8X7FGN5wUVyT6+M5+TCJSADlDy"
    "kUyZ2CwfGzSkNREMzUSUdSAagusGnnisNS4C5dQEMLemsl1qazGftjiB8ansIcnYdOBlSZZQQC2xXKXWjNuXkF6WTjvF"
    "NKoDoZ5wK6glaGQ+zBQfmpZ1SsVQHgiP6Svw/ubP81RJ8JDozmJt4qjFeToDe4YxxqQHimIEUC5FWYOiDq3YMtuTkJjY"
    "nEw1AVlrrXJk528i/d3gwBrYZVejEhln/vSyeuzmB1k38QoeXQW7bXZCSIiMQ2GEhtNAsAW1Nk89ZvwBORxKlDt5R1h+"
    "xDFyR75i+vzVuDZomEdu/XDYrMNQyRKQhf/Q7Z5wzMR3fEt094dJwdwdd13XA/lH4WchAezxGkGDzS/z/thGjmDfy+x+"
    "JXDQci0XcOlnGRFl/NJTjQJscWbKbEEBUFb4TdoWUV8A6gO87vatOy5rD5+lpCvwx9EQinV/jOum\",\"associated_"
    "data\":\"transaction\",\"nonce\":\"fdasflkja484\"}}";

static const char pay_notice_signature[] =
    "XYAaMfLARCvgVo/pZZ3q33IltBVAsPY9y+IBhPa0ySPCU0faK6YJfN8VuchyYvqQgFxNqKpAYUq3Ha1oMqNz7g3Yo/qi"
    "9CDXaL+e1RfLwyU7vNs+xIl+OtU0EDyHY3nS5jGH8MDD1D3+wgQC1QggAlq3JIFlXEkpIU3WDtIDPil+EnshXrcsCd/O"
    "T5wBdzWnrTkPD1OcIRGnpw6nEG481oiXikasZ0Iz7Dfhz5yoTRKFbTJ8RrCyT9r88MQjY9VfOH8KbU9yBGqO9+Svdara"
    "V+cD59aTLJ9gvJYKfJhh/4UKksGhT71op/nJUBSHvrXE6vR+zLy9AwRN292aTAqNmw==";

static const char pay_notice_object[] =
    "{\"mchid\":\"1900000109\",\"appid\":\"wx8888888888888888\",\"out_trade_no\":\"LYG20260101000"
    "001\",\"transaction_id\":\"4200000000000000000000000001\",\"trade_type\":\"JSAPI\",\"trade_s"
    "tate\":\"SUCCESS\",\"trade_state_desc\":\"\346\224\257\344\273\230\346\210\220\345\212\237\""
    ",\"bank_type\":\"OTHERS\",\"attach\":\"\",\"success_time\":\"2026-01-01T10:00:00+08:00\",\"p"
    "ayer\":{\"openid\":\"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\"},\"amount\":{\"total\":1,\"payer_total\""
    ":1,\"currency\":\"CNY\",\"payer_currency\":\"CNY\"}}";
