"""A tool as the documentation of PyLTI1p3 has it, on plain Flask. It shares no line with this project's tool."""

import os
from datetime import datetime, timezone

from flask import Flask, jsonify, request
from jwcrypto.jwk import JWK
from pylti1p3.contrib.flask import FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.launch_data_storage.cache import CacheDataStorage
from pylti1p3.lineitem import LineItem
from pylti1p3.tool_config import ToolConfDict

key = JWK.generate(kty="RSA", size=2048)
private_pem = key.export_to_pem(private_key=True, password=None).decode()
public_pem = key.export_to_pem().decode()
platforms = {}
app = Flask(__name__)


class Memory(dict):
    def set(self, name, value, _seconds=None):
        self[name] = value


memory = Memory()


class Storage(CacheDataStorage):
    _cache = memory


def configuration():
    conf = ToolConfDict(platforms)
    for issuer, clients in platforms.items():
        for client in clients:
            conf.set_private_key(issuer, private_pem, client_id=client["client_id"])
            conf.set_public_key(issuer, public_pem, client_id=client["client_id"])
    return conf


def restored(launch_id):
    return FlaskMessageLaunch.from_cache(
        launch_id, FlaskRequest(), configuration(), launch_data_storage=Storage()
    )


@app.errorhandler(LtiException)
def refuse(error):
    return jsonify(error=str(error)), 400


@app.get("/")
def up():
    return jsonify(up=True)


@app.post("/platforms")
def add_platform():
    told = request.get_json()
    platforms.setdefault(told.pop("issuer"), []).append(told)
    return jsonify(added=True), 201


@app.get("/jwks")
def jwks():
    return jsonify(configuration().get_jwks())


@app.route("/login", methods=["GET", "POST"])
def login():
    asked = FlaskRequest()
    door = FlaskOIDCLogin(asked, configuration(), launch_data_storage=Storage())
    return door.redirect(asked.get_param("target_link_uri"))


@app.post("/launch")
def launch():
    launched = FlaskMessageLaunch(FlaskRequest(), configuration(), launch_data_storage=Storage())
    data = launched.get_launch_data()
    return jsonify(
        id=launched.get_launch_id(),
        user=data.get("sub"),
        student=launched.check_student_access(),
        teacher=launched.check_teacher_access(),
        deep_linking=launched.is_deep_link_launch(),
        custom=data.get("https://purl.imsglobal.org/spec/lti/claim/custom", {}),
    )


@app.post("/launches/<launch_id>/score")
def score(launch_id):
    launched = restored(launch_id)
    told = request.get_json()
    grade = (
        Grade()
        .set_score_given(told["points"])
        .set_score_maximum(told["maximum"])
        .set_comment(told["comment"])
        .set_timestamp(datetime.now(timezone.utc).isoformat())
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
        .set_user_id(launched.get_launch_data()["sub"])
    )
    launched.get_ags().put_grade(grade)
    return jsonify(sent=True)


@app.get("/launches/<launch_id>/results")
def results(launch_id):
    return jsonify(restored(launch_id).get_ags().get_grades())


@app.get("/launches/<launch_id>/members")
def members(launch_id):
    return jsonify(restored(launch_id).get_nrps().get_members())


@app.get("/launches/<launch_id>/choice")
def choice(launch_id):
    link = restored(launch_id).get_deep_link()
    item = LineItem().set_label("Chosen with PyLTI1p3").set_score_maximum(20)
    resource = (
        DeepLinkResource()
        .set_title("Chosen with PyLTI1p3")
        .set_url(request.host_url + "launch")
        .set_custom_params({"chosen": "yes"})
        .set_lineitem(item)
    )
    settings = restored(launch_id).get_launch_data()[
        "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
    ]
    return jsonify(action=settings["deep_link_return_url"], fields={"JWT": link.get_response_jwt([resource])})


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
