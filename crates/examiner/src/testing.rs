//! A folder of models for tests. None knows what a face is: a picture that is not dark has one in its middle, one that is
//! very bright has another beside it; a bright face lives; faces are alike whose light falls alike.

use std::fs;
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use formats::pictures::jpeg;
use image::{Rgb, RgbImage};
use prost::Message as _;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto, attribute_proto, tensor_proto::DataType, tensor_shape_proto, type_proto,
};

/// A model: its input's sides, its nodes, its numbers, its outputs.
fn model(side: i64, node: Vec<NodeProto>, initializer: Vec<TensorProto>, outputs: &[&str]) -> Vec<u8> {
    let dim = |value| tensor_shape_proto::Dimension {
        value: Some(tensor_shape_proto::dimension::Value::DimValue(value)),
        ..Default::default()
    };
    let kind = |shape| TypeProto {
        value: Some(type_proto::Value::TensorType(type_proto::Tensor {
            elem_type: DataType::Float.into(),
            shape,
        })),
        ..Default::default()
    };
    let named = |name: &str, shape| ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(kind(shape)),
        ..Default::default()
    };
    let shape = TensorShapeProto { dim: [1, 3, side, side].map(dim).to_vec() };
    let graph = GraphProto {
        name: "made-up".to_owned(),
        node,
        initializer,
        input: vec![named("picture", Some(shape))],
        output: outputs.iter().map(|name| named(name, None)).collect(),
        ..Default::default()
    };
    let opset_import = vec![OperatorSetIdProto { domain: String::new(), version: 13 }];
    ModelProto { ir_version: 7, opset_import, graph: Some(graph), ..Default::default() }.encode_to_vec()
}

fn node(op: &str, input: &[&str], output: &str, attribute: Vec<AttributeProto>) -> NodeProto {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let (input, output, name) = (names(input), names(&[output]), output.to_owned());
    NodeProto { op_type: op.to_owned(), input, output, name, attribute, ..Default::default() }
}

fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    let r#type = attribute_proto::AttributeType::Ints.into();
    AttributeProto { name: name.to_owned(), r#type, ints: ints.to_vec(), ..Default::default() }
}

fn numbers(name: &str, dims: &[i64], float_data: &[f32]) -> TensorProto {
    let data_type = DataType::Float.into();
    let (dims, float_data) = (dims.to_vec(), float_data.to_vec());
    TensorProto { name: name.to_owned(), dims, data_type, float_data, ..Default::default() }
}

/// `light` times some numbers and others added: what all but one of the models do.
fn line(output: &str, dims: &[i64], times: &[f32], plus: &[f32]) -> (Vec<NodeProto>, Vec<TensorProto>) {
    let [weights, offsets, product] =
        ["weights", "offsets", "product"].map(|name| format!("{output}-{name}"));
    let nodes = vec![
        node("Mul", &["light", &weights], &product, Vec::new()),
        node("Add", &[&product, &offsets], output, Vec::new()),
    ];
    (nodes, vec![numbers(&weights, dims, times), numbers(&offsets, dims, plus)])
}

fn by_light(side: i64, lines: Vec<(Vec<NodeProto>, Vec<TensorProto>)>, outputs: &[&str]) -> Vec<u8> {
    let mut nodes = vec![node("ReduceMean", &["picture"], "light", vec![ints("axes", &[0, 1, 2, 3])])];
    let mut numbers = Vec::new();
    for (more, with) in lines {
        nodes.extend(more);
        numbers.extend(with);
    }
    model(side, nodes, numbers, outputs)
}

/// The three models.
fn models() -> [(&'static str, Vec<u8>); 3] {
    let scores = line("scores", &[1, 2, 2], &[0.0, 1.0, 0.0, 1.0], &[0.0, 0.0, 0.0, -0.5]);
    let boxes = [0.25, 0.25, 0.75, 0.75, 0.0, 0.0, 0.24, 0.9];
    let boxes = line("boxes", &[1, 2, 4], &[0.0; 8], &boxes);
    let classes = line("classes", &[1, 2], &[-1.0, 1.0], &[1.0, 0.0]);
    let pool = vec![ints("kernel_shape", &[28, 28]), ints("strides", &[28, 28])];
    let pool = node("AveragePool", &["picture"], "likeness", pool);
    [
        ("find.onnx", by_light(64, vec![scores, boxes], &["scores", "boxes"])),
        ("same.onnx", model(112, vec![pool], Vec::new(), &["likeness"])),
        ("live.onnx", by_light(80, vec![classes], &["classes"])),
    ]
}

fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A folder with models, settings and an evaluation that keeps every limit.
pub(crate) fn fill(folder: &Path) {
    let [find, same, live] = models().map(|(name, bytes)| {
        fs::write(folder.join(name), &bytes).expect("the folder is ours");
        format!("file = \"{name}\"\nsha256 = \"{}\"", sha256(&bytes))
    });
    let light = "mean = 0.0\nscale = 255.0";
    let settings = format!(
        "[find]\nfrom = 0.2\n[find.model]\n{find}\nwidth = 64\nheight = 64\n{light}\n\
         [same]\nmargin = 0.1\nyes_from = 0.9\nno_below = -0.5\n[same.model]\n{same}\nwidth = 112\nheight = 112\n\
         mean = 120.0\nscale = 128.0\norder = \"bgr\"\n\
         [live]\nmargin = 0.2\nclass = 1\nyes_from = 0.4\nno_below = 0.3\n[live.model]\n{live}\nwidth = 80\n\
         height = 80\n{light}\n"
    );
    fs::write(folder.join("models.toml"), &settings).expect("the folder is ours");
    let pairs = "of_two = 40000\nfalse_matches = 4\nof_one = 1000\nfalse_non_matches = 10\n";
    let evaluation = format!(
        "published = \"https://results.example/2026\"\nlaboratory = \"Made-up laboratory\"\n\
         finished_on = \"2026-05-02\"\nsettings = \"{}\"\n[all]\n{pairs}\
         [[groups]]\nname = \"made-up\"\n[groups.pairs]\n{pairs}\
         [[attacks]]\nkind = \"screens\"\npresented = 100\naccepted = 6\n",
        sha256(settings.as_bytes())
    );
    fs::write(folder.join("evaluation.toml"), evaluation).expect("the folder is ours");
}

/// From where the light of a picture falls.
#[derive(Clone, Copy)]
pub(crate) enum Light {
    Left,
    Right,
    Top,
}

/// A picture of so much light, 0 to 255, as JPEG.
pub(crate) fn picture(middle: u8, light: Light) -> Vec<u8> {
    let bright = |x: u32, y: u32| match light {
        Light::Left => x < 100,
        Light::Right => x >= 100,
        Light::Top => y < 100,
    };
    let value = |x, y| if bright(x, y) { middle.saturating_add(20) } else { middle.saturating_sub(20) };
    jpeg(&RgbImage::from_fn(200, 200, |x, y| Rgb([value(x, y); 3])), 90)
}
