"""Does Authlib (PyPI), over httpx, get on with the provider? Sign-in, userinfo, refresh, logout; it signs its own
statements with RSA and wants its ID tokens signed with RSA."""

import time

import httpx
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from authlib.oauth2.rfc7523 import PrivateKeyJWT, private_key_jwt_sign
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from said import hear, say, visit

key = RSAKey.generate_key(2048, {"kid": "of-authlib", "alg": "RS256", "use": "sig"}, private=True)
say(keys=[key.as_dict(private=False)])

told = hear()
issuer = told["issuer"]
metadata = httpx.get(issuer + "/.well-known/openid-configuration").raise_for_status().json()
assert metadata["issuer"] == issuer


class Brief(PrivateKeyJWT):
    """Authlib's own statements are good for an hour; the provider takes ten minutes at most."""

    def sign(self, auth, token_endpoint):
        return private_key_jwt_sign(
            auth.client_secret, auth.client_id, token_endpoint, self.alg, header=self.headers, expires_in=60
        )


def client():
    made = OAuth2Client(
        client_id=told["client_id"],
        client_secret=key,
        token_endpoint_auth_method="private_key_jwt",
        redirect_uri=told["redirect_uri"],
        scope=told["scope"],
        code_challenge_method="S256",
    )
    # The provider takes its own name as the audience, and nothing else (FAPI 2.0).
    made.register_client_auth_method(Brief(issuer, alg="RS256", headers={"kid": "of-authlib"}))
    return made


def read(id_token, nonce):
    keys = KeySet.import_key_set(httpx.get(metadata["jwks_uri"]).raise_for_status().json())
    token = jwt.decode(id_token, keys, algorithms=["RS256"])
    registry = jwt.JWTClaimsRegistry(
        now=int(time.time()),
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": told["client_id"]},
        exp={"essential": True},
        nonce={"essential": nonce is not None, "value": nonce},
    )
    registry.validate(token.claims)
    return {**token.claims, "signed_by": token.header["alg"]}


def refusal(call):
    try:
        answer = call()
    except OAuthError as error:
        return error.error
    if isinstance(answer, httpx.Response) and answer.status_code == 401:
        return answer.headers["www-authenticate"]
    return None


# Sign-in.
session = client()
verifier, nonce = generate_token(48), generate_token(20)
address, state = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
came_to = visit(address)
tokens = session.fetch_token(
    metadata["token_endpoint"], authorization_response=came_to, state=state, code_verifier=verifier
)
claims = read(tokens["id_token"], nonce)
userinfo = session.get(metadata["userinfo_endpoint"]).raise_for_status().json()
say(signed_in={"claims": claims, "userinfo": userinfo, "token_type": tokens["token_type"]})

# Refresh.
before = tokens["refresh_token"]
refreshed = session.refresh_token(metadata["token_endpoint"], refresh_token=before)
again = session.get(metadata["userinfo_endpoint"]).raise_for_status().json()
say(refreshed={"userinfo": again, "is_rotated": refreshed.get("refresh_token", before) != before})

# Logout.
leave = httpx.URL(
    metadata["end_session_endpoint"],
    params={
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": told["post_logout_redirect_uri"],
        "state": "bye",
    },
)
after = visit(str(leave))
bearer = {"Authorization": "Bearer " + refreshed["access_token"]}
say(
    signed_out={
        "came_to": after,
        "userinfo": refusal(lambda: httpx.get(metadata["userinfo_endpoint"], headers=bearer)),
        "refresh": refusal(
            lambda: client().refresh_token(
                metadata["token_endpoint"], refresh_token=refreshed.get("refresh_token", before)
            )
        ),
    }
)
