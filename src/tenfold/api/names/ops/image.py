"""Names of the ops in `ops/image/`."""

_SHAPES = (
    "flip_left_right flip_up_down rot90 transpose crop_to_bounding_box pad_to_bounding_box central_crop "
    "resize_with_crop_or_pad extract_patches"
).split()

_COLORS = (
    "convert_image_dtype adjust_brightness adjust_contrast adjust_gamma adjust_hue adjust_saturation rgb_to_hsv "
    "hsv_to_rgb rgb_to_grayscale grayscale_to_rgb rgb_to_yiq yiq_to_rgb rgb_to_yuv yuv_to_rgb per_image_standardization"
).split()

_QUALITY = "psnr ssim ssim_multiscale total_variation image_gradients sobel_edges".split()

_RANDOM = [
    stateless + name
    for name in (
        "random_flip_left_right random_flip_up_down random_crop random_brightness random_hue random_contrast "
        "random_saturation random_jpeg_quality"
    ).split()
    for stateless in ("", "stateless_")
]

_FILES = (
    "decode_jpeg decode_and_crop_jpeg decode_png decode_bmp decode_gif decode_image decode_webp extract_jpeg_shape "
    "is_jpeg encode_jpeg encode_png"
).split()

_BOXES = (
    "draw_bounding_boxes non_max_suppression non_max_suppression_with_scores non_max_suppression_padded "
    "non_max_suppression_overlaps combined_non_max_suppression"
).split()

NAMES = {
    "ops.image.resize": {
        "ResizeMethod": "image.ResizeMethod",
        "resize": "image.resize",
        "resize_with_pad": "image.resize_with_pad",
    },
    "ops.image.shapes": {name: f"image.{name}" for name in _SHAPES},
    "ops.image.color": {name: f"image.{name}" for name in _COLORS},
    "ops.image.quality": {name: f"image.{name}" for name in _QUALITY},
    "ops.image.random": {name: f"image.{name}" for name in _RANDOM},
    "ops.image.codecs": {
        **{name: f"image.{name} io.{name}" for name in _FILES},
        "adjust_jpeg_quality": "image.adjust_jpeg_quality",
    },
    "ops.image.boxes": {name: f"image.{name}" for name in _BOXES},
    "ops.image.crops": {
        "crop_and_resize": "image.crop_and_resize",
        "sample_distorted_bounding_box": "image.sample_distorted_bounding_box",
        "stateless_sample_distorted_bounding_box": "image.stateless_sample_distorted_bounding_box",
    },
}

V1 = {
    "ops.image.resize": {
        "ResizeMethodV1": "image.ResizeMethod",
        "resize_images": "image.resize image.resize_images",
        "resize_bilinear": "image.resize_bilinear",
        "resize_bicubic": "image.resize_bicubic",
        "resize_nearest_neighbor": "image.resize_nearest_neighbor",
        "resize_area": "image.resize_area",
        "resize_image_with_pad": "image.resize_image_with_pad",
    },
    "ops.image.shapes": {
        "resize_with_crop_or_pad": "image.resize_image_with_crop_or_pad",
        "transpose": "image.transpose_image",
        "extract_image_patches": "image.extract_image_patches extract_image_patches",
    },
    "ops.image.random": {"random_crop": "random_crop"},
    "ops.image.crops": {
        "crop_and_resize_v1": "image.crop_and_resize",
        "sample_distorted_bounding_box_v1": "image.sample_distorted_bounding_box",
    },
    "ops.image.boxes": {"draw_bounding_boxes_v1": "image.draw_bounding_boxes"},
}
